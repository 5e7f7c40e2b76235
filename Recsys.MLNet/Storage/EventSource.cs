using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;

namespace Recsys.MLNet.Storage;

/// <summary>Events from wherever DATA names them: a folder with <c>events.jsonl</c>, a file, or a store (<c>sqlite:PATH</c>, <c>postgres://…</c>).</summary>
/// <remarks>A store is opened for reading only and read up to its last event at that time: a service may go on writing to it.</remarks>
public sealed class EventSource : IDisposable
{
    private readonly IEventStore? _store;
    private readonly string _name;

    private EventSource(string name, IEventStore? store) => (_name, _store, Last) = (name, store, store?.Last ?? 0);

    /// <summary>Id of the store, or empty where the events come from a file.</summary>
    public string Store => _store?.Id ?? "";

    /// <summary>Number of the last event of the store when it was opened; 0 for a file.</summary>
    public long Last { get; }

    /// <summary>Whether a name means a store rather than a file or folder.</summary>
    public static bool IsStore(string data)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return data.StartsWith("sqlite:", StringComparison.Ordinal) || PostgresUri.Is(data);
    }

    /// <summary>Opens what a name means; files are opened when they are read.</summary>
    /// <exception cref="InvalidDataException">There is no store of that name.</exception>
    public static EventSource Open(string data) => new(data, !IsStore(data) ? null
        : PostgresUri.Is(data) ? new PostgresEventStore(data, readOnly: true)
        : new SqliteEventStore(data["sqlite:".Length..], readOnly: true));

    /// <summary>Every event in its order.</summary>
    /// <param name="after">Leaves out a store's events up to and with this number; a file has no numbers.</param>
    public IEnumerable<Event> Read(long after = 0) => _store is null ? EventFile.Read(_name) : _store.Read(after, Last).Select(e => e.Event);

    /// <summary>Every event of a name in its order.</summary>
    public static IEnumerable<Event> ReadAll(string data)
    {
        using var source = Open(data);
        foreach (var e in source.Read())
            yield return e;
    }

    /// <summary>Every event or problem; the lines of a store are its events' numbers.</summary>
    public IEnumerable<EventLine> ReadLines() => _store is null ? EventFile.ReadLines(_name) : _store.Read(0, Last).Select(e => new EventLine(e.Sequence, e.Event, null));

    /// <summary>Audits every event of a name.</summary>
    public static AuditReport Audit(string data, long now, RunSettings? run = null)
    {
        using var source = Open(data);
        return LogAudit.Of(source.ReadLines(), now, run);
    }

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();
}
