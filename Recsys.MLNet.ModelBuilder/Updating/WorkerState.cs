using System.Text.Json;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>What a worker remembers between attempts and across its own end: the file <c>NAME.worker.json</c>.</summary>
/// <param name="LastAttempt">When the last attempt ended.</param>
/// <param name="Outcome">What came of it, for people.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="Promoted">Those that published a package.</param>
public sealed record WorkerState(DateTimeOffset LastAttempt, string Outcome, long Attempts, long Promoted)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The state in a file; one that is missing or cannot be read is that of a worker that never ran.</summary>
    public static WorkerState Read(string path)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<WorkerState>(File.ReadAllBytes(path), s_json) is { } state ? state : Never;
        }
        catch (JsonException)
        {
            return Never;
        }
    }

    /// <summary>Writes the file aside and renames it.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, s_json));

    private static WorkerState Never => new(DateTimeOffset.MinValue, "never ran", 0, 0);
}
