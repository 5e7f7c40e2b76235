using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.Engine;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Loads a package again when its file changes. A file that cannot be loaded leaves the last good version in place.</summary>
internal sealed partial class PackageWatcher(RecsysEngine engine, RecsysHttpOptions options, TimeProvider clock, ILogger<PackageWatcher> log) : BackgroundService
{
    private readonly Dictionary<string, DateTime> _seen = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchSeconds <= 0)
            return;
        foreach (var (name, path) in engine.PackageFiles)
            _seen[name] = File.GetLastWriteTimeUtc(path);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.WatchSeconds), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var (name, path) in engine.PackageFiles)
                    Look(name, path);
        }
        catch (OperationCanceledException)
        {
            // the service stops
        }
    }

    private void Look(string name, string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (!File.Exists(path) || (_seen.TryGetValue(name, out var before) && before == written))
            return;
        _seen[name] = written;
        try
        {
            Loaded(name, engine.Load(name, path).Version);
        }
        catch (Exception failure) when (failure is ModelFormatException or SchemaMismatchException or IOException)
        {
            Kept(name, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Model {Model} is now version {Version}")]
    private partial void Loaded(string model, string version);

    [LoggerMessage(LogLevel.Warning, "Model {Model} keeps its version: {Reason}")]
    private partial void Kept(string model, string reason);
}
