using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.AspNetCore;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>The service over a folder's package with a new store, in a process of its own; killed at the end.</summary>
internal sealed class ServedProcess : IDisposable
{
    public const string Address = "http://127.0.0.1:18080";
    private readonly Process _process;

    private ServedProcess(Process process) => _process = process;

    /// <summary>Runs the service in this process until it is killed; without a package live sources answer.</summary>
    public static void Serve(string folder, string store)
    {
        System.Runtime.GCSettings.LatencyMode = System.Runtime.GCLatencyMode.SustainedLowLatency; // as `recsys serve`
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        string package = Path.Combine(folder, "shop.recsys");
        builder.Services.AddRecsysHttp(engine => (engine.Package, engine.Store) = (File.Exists(package) ? package : null, store));
        var app = builder.Build();
        app.MapRecsys();
        app.Run();
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="folder">Where <c>shop.recsys</c> and the store's file are.</param>
    /// <param name="store">The store; null for a new SQLite file in the folder.</param>
    public static ServedProcess Start(string folder, string? store = null)
    {
        foreach (string left in Directory.GetFiles(folder, "events.db*"))
            File.Delete(left);
        store ??= "sqlite:" + Path.Combine(folder, "events.db");
        var served = new ServedProcess(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(ServedProcess).Assembly.Location, "service", "serve", folder, store]) { RedirectStandardOutput = true })!);
        served.WaitUntilReady();
        return served;
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public string WorkingSet
    {
        get
        {
            _process.Refresh();
            return string.Create(CultureInfo.InvariantCulture, $"{_process.WorkingSet64 / 1e6:0} MB");
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitUntilReady()
    {
        using var client = new HttpClient();
        for (int n = 0; n < 1200; n++)
        {
            if (_process.HasExited)
                throw new InvalidOperationException("The service ended before it was ready.");
            try
            {
                if (client.GetAsync(new Uri(Address + "/health/ready")).GetAwaiter().GetResult().IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                Thread.Sleep(250);
            }
        }
        throw new TimeoutException("The service was not ready after five minutes.");
    }
}
