using System.Globalization;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>The process beside the service: trains from the store, judges, publishes, again and again.</summary>
/// <remarks>
/// Whatever ends the process at whatever moment, the published package is a whole one: files are written aside and renamed, and the one
/// before is kept under its version first. A lock that ends with the process lets one worker at a time publish under a name.
/// </remarks>
public sealed class UpdateWorker : IDisposable
{
    private readonly WorkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _log;
    private readonly FileStream _lock;

    /// <summary>Takes the lock of the name in the folder, which is made if it is not there.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="clock">The time: when an attempt is due.</param>
    /// <param name="log">Receives a line for people at each step.</param>
    /// <exception cref="IOException">Another worker publishes under this name.</exception>
    public UpdateWorker(WorkerOptions options, TimeProvider clock, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        options.ThrowIfInvalid();
        (_options, _log, _clock) = (options, log ?? (static _ => { }), clock);
        Directory.CreateDirectory(options.Publish);
        try
        {
            _lock = new FileStream(Beside(".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new IOException($"Another worker publishes '{options.Name}' into {options.Publish}. Stop it, or give this one another name.", failure);
        }
        // What a killed worker left half-written is of no use to anyone.
        foreach (string part in Directory.EnumerateFiles(options.Publish, options.Name + ".*.part"))
            File.Delete(part);
    }

    /// <summary>When the next attempt is due; a restarted worker keeps the pace of the one before.</summary>
    public DateTimeOffset Due => WorkerState.Read(StatePath) is { Attempts: > 0 } state ? state.LastAttempt + _options.Every : DateTimeOffset.MinValue;

    private string StatePath => Beside(".worker.json");

    /// <summary>One attempt now.</summary>
    /// <returns>The report; null when there is nothing to learn from yet.</returns>
    public UpdateReport? Attempt(RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        long began = _clock.GetTimestamp();
        string published = _options.PublishedPath;
        string? before = File.Exists(published) ? published : null;
        string aside = Beside($".{Environment.ProcessId}.next.part");
        try
        {
            UpdateReport report;
            try
            {
                report = new PackageUpdater(_options.Update, _options.Training).Update(before, _options.Data, aside, run);
            }
            catch (ArgumentException failure)
            {
                return Note(null, failure.Message, began); // a store without an interaction yet
            }
            if (report.Promoted)
            {
                if (before is not null)
                    Remember(published, report.Before);
                File.Move(aside, published, overwrite: true); // a service that opened the file before keeps reading the old one
            }
            return Note(report, report.Promoted ? $"published {report.Manifest!.Version}: {report.Reason}" : $"not promoted: {report.Reason}", began);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Attempts whenever one is due, until cancelled. A failure is logged and tried again when the next is due.</summary>
    public async Task RunAsync(RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        while (true)
        {
            var wait = Due - _clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                _log(string.Create(CultureInfo.InvariantCulture, $"next attempt at {Due:yyyy-MM-dd HH:mm:ss} UTC"));
                await Task.Delay(wait, _clock, run.Cancellation).ConfigureAwait(false);
            }
            try
            {
                Attempt(run);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A store that cannot be reached for a while must not end the worker.
                Note(null, $"failed: {failure.Message.ReplaceLineEndings(" ")}", _clock.GetTimestamp());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private UpdateReport? Note(UpdateReport? report, string outcome, long began)
    {
        var state = WorkerState.Read(StatePath);
        new WorkerState(_clock.GetUtcNow(), outcome, state.Attempts + 1, state.Promoted + (report is { Promoted: true } ? 1 : 0)).Write(StatePath);
        _log(string.Create(CultureInfo.InvariantCulture, $"{outcome} ({_clock.GetElapsedTime(began).TotalSeconds:F1} s)"));
        return report;
    }

    private void Remember(string published, string version)
    {
        if (_options.Keep > 0)
            AtomicFile.Write(Beside($".{version}.before"), stream =>
            {
                using var file = File.OpenRead(published);
                file.CopyTo(stream);
            });
        foreach (var old in new DirectoryInfo(_options.Publish).GetFiles(_options.Name + ".*.before").OrderByDescending(f => f.LastWriteTimeUtc).Skip(_options.Keep))
            old.Delete();
    }

    private string Beside(string ending) => Path.Combine(_options.Publish, _options.Name + ending);
}
