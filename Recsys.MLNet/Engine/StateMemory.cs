namespace Recsys.MLNet.Engine;

/// <summary>Memory that the state takes, about, as of an event.</summary>
/// <param name="Sequence">Number of that event.</param>
/// <param name="UserCount">Users and sessions known.</param>
/// <param name="UserBytes">Bytes of all of them.</param>
/// <param name="ItemCount">Items known.</param>
/// <param name="ItemBytes">Bytes of all of them.</param>
/// <param name="Budget">Bytes that both together may take, 0 for no limit.</param>
public sealed record StateMemory(long Sequence, int UserCount, long UserBytes, int ItemCount, long ItemBytes, long Budget)
{
    /// <summary>Mean bytes of a user, 0 without any.</summary>
    public long BytesPerUser => UserCount == 0 ? 0 : UserBytes / UserCount;

    /// <summary>Mean bytes of an item, 0 without any.</summary>
    public long BytesPerItem => ItemCount == 0 ? 0 : ItemBytes / ItemCount;
}
