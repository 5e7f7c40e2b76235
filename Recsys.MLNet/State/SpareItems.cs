namespace Recsys.MLNet.State;

/// <summary>Versions of items that were replaced, kept until nobody can reach them and then filled again: a list of a hundred items changes a hundred, which the next collections would otherwise have to move.</summary>
/// <remarks>
/// A reader may hold a version on its way to an older one, so a version is free only when all who read began after it was dropped
/// (epoch-based reclamation: Fraser 2004, "Practical lock-freedom", §5.2.3).
/// </remarks>
internal sealed class SpareItems : ISpareVersions<ItemState>
{
    private const int Most = 16_384;
    private readonly Queue<(ItemState Version, long Dropped)> _versions = new();
    private readonly Stack<StageCounter> _counters = new();

    public void Add(ItemState version, long sequence)
    {
        if (_versions.Count < Most)
            _versions.Enqueue((version, sequence));
    }

    public ItemState Copy(ItemState version, long oldestRead)
    {
        var copy = _versions.TryPeek(out var first) && first.Dropped <= oldestRead ? _versions.Dequeue().Version : new ItemState(version.Number, version.Id);
        if (_versions.TryPeek(out var next))
            next.Version.FetchParts(); // lists change many items one after the other
        version.CopyTo(copy, this);
        return copy;
    }

    /// <summary>A counter that nobody reads, to be filled.</summary>
    public StageCounter? TakeCounter() => _counters.TryPop(out var counter) ? counter : null;

    /// <summary>Keeps a counter that a version used before and does not need.</summary>
    public void Add(StageCounter counter)
    {
        if (_counters.Count < Most)
            _counters.Push(counter);
    }
}
