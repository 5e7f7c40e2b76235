namespace Recsys.MLNet.State;

/// <content>What bounds the memory: users who are silent, users beyond a number, and a budget of bytes.</content>
/// <remarks>
/// Decided by events and their times alone, every <see cref="SweepEvery"/> events, so that a replay forgets the same as the service did. In this order:
/// users silent for <see cref="StateOptions.UserDays"/>; the longest silent beyond <see cref="StateOptions.MaxUsers"/>; then, beyond
/// <see cref="StateOptions.Megabytes"/>, neighbours of the items that nobody turned to for longest, as long as items hold more than half of the budget, and
/// the longest silent users until all fits. Ids, fields and counters of items stay: they are the catalogue.
/// </remarks>
public sealed partial class WorldState
{
    private const int SweepEvery = 4096;
    private const int UserOverhead = 100, ItemOverhead = 80; // cell and table entry
    private const double Roomy = 0.95; // forgets a little more, so that not every sweep has to

    /// <summary>Bytes that users and items take, about.</summary>
    public (long Users, long Items) EstimatedBytes()
    {
        long users = 0, items = 0;
        foreach (var (_, cell) in _users)
            users += cell.Newest.EstimatedBytes + UserOverhead;
        foreach (var item in Volatile.Read(ref _items))
            items += item is null ? 0 : item.Newest.EstimatedBytes + ItemOverhead;
        return (users, items);
    }

    /// <summary>Forgets a user and every session that was merged into them. Counts of items keep their anonymous share.</summary>
    /// <returns>How many users and sessions were forgotten.</returns>
    public int Erase(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        lock (_writing)
        {
            int erased = _users.TryRemove(user, out _) ? 1 : 0;
            foreach (var (id, cell) in _users)
                if (cell.Newest.MergedInto == user && _users.TryRemove(id, out _))
                    erased++;
            return erased;
        }
    }

    private void Sweep(long now)
    {
        if (Options.UserDays > 0 && Timed)
        {
            double limit = now - Options.UserDays * Decay.Length(TimeWindow.Day);
            foreach (var (id, cell) in _users)
                if (cell.Newest.LastSeen < limit)
                    _users.TryRemove(id, out _);
        }
        if (_users.Count > Options.MaxUsers)
            ForgetUsers(_users.Count - Options.MaxUsers + Options.MaxUsers / 20, long.MaxValue);
        if (Options.Megabytes > 0)
            KeepWithin(Options.Megabytes * 1_000_000L);
    }

    private void KeepWithin(long budget)
    {
        var (users, items) = EstimatedBytes();
        if (users + items <= budget)
            return;
        if (items > budget / 2)
            items -= ForgetNeighbours(items - (long)(Roomy * budget / 2));
        long surplus = users + items - (long)(Roomy * budget);
        if (surplus > 0)
            ForgetUsers(int.MaxValue, surplus);
    }

    /// <summary>Forgets the longest silent users, of equal ones the first by id, until so many or so many bytes are gone.</summary>
    private void ForgetUsers(int count, long bytes)
    {
        foreach (var (_, id, size) in _users.Select(u => (u.Value.Newest.LastSeen, u.Key, Size: u.Value.Newest.EstimatedBytes + UserOverhead)).OrderBy(u => u.LastSeen).ThenBy(u => u.Key, StringComparer.Ordinal))
        {
            if (count-- <= 0 || bytes <= 0)
                return;
            if (_users.TryRemove(id, out _))
                bytes -= size;
        }
    }

    private long ForgetNeighbours(long bytes)
    {
        long freed = 0;
        foreach (var cell in _items.OfType<Cell<ItemState>>().Where(c => c.Newest.NeighbourBytes > 0).OrderBy(c => c.Newest.LastBehavior).ThenBy(c => c.Newest.Number).ToList())
        {
            if (freed >= bytes)
                break;
            freed += cell.Newest.NeighbourBytes;
            Edit(cell).ForgetNeighbours();
        }
        return freed;
    }
}
