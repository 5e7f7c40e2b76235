namespace Recsys.MLNet.Storage;

/// <summary>A store that forgets everything when the process ends: for tests, trials and services that replay from elsewhere.</summary>
public sealed class MemoryEventStore : IEventStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, StoredEvent> _events = [];
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, byte[]> _snapshots = [];
    private long _last;

    /// <inheritdoc/>
    public string Id => "memory";

    /// <inheritdoc/>
    public long Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <inheritdoc/>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        lock (_gate)
        {
            foreach (var stored in events)
            {
                if (stored.Event.Id is { } id && !_ids.TryAdd(id, stored.Sequence))
                    continue;
                _events.Add(stored.Sequence, stored);
                _last = Math.Max(_last, stored.Sequence);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue)
    {
        lock (_gate)
            return [.. _events.Values.Where(e => e.Sequence > after && e.Sequence <= through)];
    }

    /// <inheritdoc/>
    public StoredEvent? Find(string id)
    {
        lock (_gate)
            return _ids.TryGetValue(id, out long sequence) ? _events[sequence] : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredEvent> OfActor(string actor)
    {
        lock (_gate)
            return [.. _events.Values.Where(e => e.Event.Actor == actor)];
    }

    /// <inheritdoc/>
    public int Erase(IReadOnlyCollection<string> actors)
    {
        lock (_gate)
        {
            _snapshots.Clear();
            return Remove(e => e.Event.Actor is { } actor && actors.Contains(actor));
        }
    }

    /// <inheritdoc/>
    public void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state)
    {
        lock (_gate)
        {
            _snapshots[sequence] = state.ToArray();
            while (_snapshots.Count > 4)
                _snapshots.Remove(_snapshots.Keys.ElementAt(1));
        }
    }

    /// <inheritdoc/>
    public (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue)
    {
        lock (_gate)
        {
            var found = _snapshots.LastOrDefault(s => s.Key <= atOrBefore);
            return found.Value is null ? null : (found.Key, found.Value);
        }
    }

    /// <inheritdoc/>
    public int Compact(long through)
    {
        lock (_gate)
        {
            if (_snapshots.Count == 0 || _snapshots.Keys.Last() < through)
                return 0;
            foreach (long old in _snapshots.Keys.Where(s => s < through).ToArray())
                _snapshots.Remove(old);
            return Remove(e => e.Sequence <= through);
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private int Remove(Func<StoredEvent, bool> which)
    {
        var gone = _events.Values.Where(which).ToArray();
        foreach (var stored in gone)
        {
            _events.Remove(stored.Sequence);
            if (stored.Event.Id is { } id)
                _ids.Remove(id);
        }
        return gone.Length;
    }
}
