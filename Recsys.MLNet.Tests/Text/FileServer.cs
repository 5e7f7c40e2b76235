using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Recsys.MLNet.Tests.Text;

/// <summary>A server of files on this machine that answers ranges, sends on to large files, and can break off.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(Answer);
    }

    public Uri Address => new(_app.Urls.Single());

    public Dictionary<string, byte[]> Files { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>Bytes after which the next answer with a body breaks off.</summary>
    public int BreakOffAfter { get; set; } = int.MaxValue;

    public string? StatedChecksum { get; set; }

    public HttpStatusCode? Refuses { get; set; }

    public static async Task<FileServer> Start()
    {
        var server = new FileServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        string path = context.Request.Path.Value!.Split("/resolve/main/")[^1].TrimStart('/');
        string? range = context.Request.Headers.Range;
        lock (Asked)
            Asked.Add(path + (range is null ? "" : " " + range));
        var response = context.Response;
        if (Refuses is { } status || !Files.TryGetValue(path.Replace("large/", "", StringComparison.Ordinal), out byte[]? file))
        {
            response.StatusCode = (int)(Refuses ?? HttpStatusCode.NotFound);
            return;
        }
        if (path == "onnx/model.onnx" && StatedChecksum is not null)
        {
            response.StatusCode = 302;
            response.Headers.Location = "/large/" + path;
            response.Headers["X-Linked-Size"] = file.Length.ToString();
            response.Headers["X-Linked-ETag"] = $"\"{StatedChecksum}\"";
            return;
        }
        int from = range is null ? 0 : int.Parse(range["bytes=".Length..].TrimEnd('-'));
        if (from >= file.Length && range is not null)
        {
            response.StatusCode = 416;
            return;
        }
        response.StatusCode = range is null ? 200 : 206;
        if (range is not null)
            response.Headers.ContentRange = $"bytes {from}-{file.Length - 1}/{file.Length}";
        response.ContentLength = file.Length - from;
        int count = Math.Min(file.Length - from, BreakOffAfter);
        await response.Body.WriteAsync(file.AsMemory(from, count));
        if (count < file.Length - from)
        {
            BreakOffAfter = int.MaxValue;
            await response.Body.FlushAsync();
            context.Abort();
        }
    }
}
