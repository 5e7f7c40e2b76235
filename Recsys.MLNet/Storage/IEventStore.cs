namespace Recsys.MLNet.Storage;

/// <summary>Where the log of events is kept: the truth that state is rebuilt from. Safe for many threads at once.</summary>
public interface IEventStore : IDisposable
{
    /// <summary>Recognises the store: a package trained from it carries this id.</summary>
    string Id { get; }

    /// <summary>Number of the last event, 0 when there is none.</summary>
    long Last { get; }

    /// <summary>Appends events; when it returns they survive a crash, all or none of them. An event whose id is there already is left out.</summary>
    void Append(IReadOnlyList<StoredEvent> events);

    /// <summary>Events with numbers above <paramref name="after"/> up to and with <paramref name="through"/>, in order.</summary>
    IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue);

    /// <summary>The event of an id, or null.</summary>
    StoredEvent? Find(string id);

    /// <summary>Every event of a user or session, in order.</summary>
    IReadOnlyList<StoredEvent> OfActor(string actor);

    /// <summary>Deletes every event of these users and sessions, and every snapshot, which may hold them too.</summary>
    /// <returns>How many events were deleted.</returns>
    int Erase(IReadOnlyCollection<string> actors);

    /// <summary>Keeps a state as of an event, and drops snapshots other than the first and the newest three.</summary>
    void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state);

    /// <summary>The newest state as of an event at or before <paramref name="atOrBefore"/>, or null.</summary>
    (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue);

    /// <summary>Deletes events with numbers up to and with <paramref name="through"/> that a snapshot at or after it stands for.</summary>
    /// <returns>How many events were deleted; 0 when no snapshot allows it.</returns>
    int Compact(long through);
}
