using Recsys.MLNet.Data;

namespace Recsys.MLNet.Engine;

/// <summary>The last events that were applied, for people who watch.</summary>
/// <remarks>What is shown of them, not the events: an event that is kept has to be moved by the next collection, with a list's hundreds of items.</remarks>
internal sealed class RecentEvents
{
    private readonly RecentEvent[] _ring = new RecentEvent[50];
    private readonly Lock _gate = new();
    private long _count;

    public void Observe(Event e)
    {
        lock (_gate)
            _ring[_count++ % _ring.Length] = new(e.Timestamp, EventJsonForm.NameOf(e.Kind), e.Type, e.Item, e.Items.Count, e.Policy);
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentEvent> Newest()
    {
        lock (_gate)
            return [.. Enumerable.Range(0, (int)Math.Min(_count, _ring.Length)).Select(n => _ring[(_count - 1 - n) % _ring.Length])];
    }
}
