using Recsys.MLNet.Data;

namespace Recsys.MLNet.Engine;

/// <summary>The last events that were applied, for people who watch.</summary>
internal sealed class RecentEvents
{
    private readonly Event?[] _ring = new Event?[50];
    private readonly Lock _gate = new();
    private long _count;

    public void Observe(Event e)
    {
        lock (_gate)
            _ring[_count++ % _ring.Length] = e;
    }

    private static RecentEvent Of(Event e) => new(e.Timestamp, e.Kind.ToString().ToLowerInvariant(), e.Type, e.Item, e.Items.Count, e.Policy);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentEvent> Newest()
    {
        lock (_gate)
            return [.. Enumerable.Range(0, (int)Math.Min(_count, _ring.Length)).Select(n => Of(_ring[(_count - 1 - n) % _ring.Length]!))];
    }
}
