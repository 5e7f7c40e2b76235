using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Recsys.MLNet.Tests;

namespace Recsys.MLNet.BrowserTests;

/// <summary>A headless Chromium, spoken to through its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly DirectoryInfo _profile;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonNode>> _sessions = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    private Chromium(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Starts the browser; where there is none the test is skipped, or fails where servers are required.</summary>
    public static async Task<Chromium> Start()
    {
        string[] places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        if (Environment.GetEnvironmentVariable("RECSYS_CHROMIUM") is { Length: > 0 } named)
            places = [named];
        string? path = places.FirstOrDefault(File.Exists);
        if (path is null)
            RequiredServer.Missing($"no Chromium at {string.Join(", ", places)}; install it, or set RECSYS_CHROMIUM to its path");
        var profile = Directory.CreateTempSubdirectory("recsys-chromium-");
        var process = Process.Start(new ProcessStartInfo(path,
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        const string Listening = "DevTools listening on ";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None); // a full pipe would stop it
                var browser = new Chromium(process, profile);
                await browser._socket.ConnectAsync(new Uri(line[Listening.Length..]), patience.Token);
                browser._reading = Task.Run(browser.Read);
                return browser;
            }
        throw new InvalidOperationException($"{path} ended before it listened");
    }

    /// <summary>A new tab with nothing in common with the others.</summary>
    public async Task<Page> Open()
    {
        string context = (await Send("Target.createBrowserContext", null, null))["browserContextId"]!.GetValue<string>();
        string target = (await Send("Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context }, null))["targetId"]!.GetValue<string>();
        string session = (await Send("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }, null))["sessionId"]!.GetValue<string>();
        var page = new Page((method, parameters) => Send(method, parameters, session), () => Send("Target.closeTarget", new() { ["targetId"] = target }, null));
        _sessions[session] = page.Heard;
        foreach (string domain in (string[])["Page", "Runtime", "Network"])
            await Send(domain + ".enable", null, session);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _socket.Dispose();
        await _reading;
        _process.Dispose();
        _sending.Dispose();
        for (int attempt = 0; attempt < 20 && _profile.Exists; attempt++)
        {
            try
            {
                _profile.Delete(recursive: true);
                break;
            }
            catch (IOException)
            {
                await Task.Delay(100); // the last of its processes is still ending
            }
        }
    }

    private async Task<JsonNode> Send(string method, JsonObject? parameters, string? session)
    {
        int id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task Read()
    {
        var part = new byte[1 << 16];
        using var whole = new MemoryStream();
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var got = await _socket.ReceiveAsync(part.AsMemory(), CancellationToken.None);
                whole.Write(part, 0, got.Count);
                if (!got.EndOfMessage)
                    continue;
                var message = JsonNode.Parse(whole.GetBuffer().AsSpan(0, (int)whole.Length))!;
                whole.SetLength(0);
                if (message["id"] is { } id && _waiting.TryRemove(id.GetValue<int>(), out var answer))
                {
                    if (message["error"] is { } error)
                        answer.SetException(new InvalidOperationException(error["message"]!.GetValue<string>()));
                    else
                        answer.SetResult(message["result"]!);
                }
                else if (message["sessionId"] is { } session && _sessions.TryGetValue(session.GetValue<string>(), out var heard))
                {
                    heard(message["method"]!.GetValue<string>(), message["params"]!);
                }
            }
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // the browser was ended
        }
    }
}
