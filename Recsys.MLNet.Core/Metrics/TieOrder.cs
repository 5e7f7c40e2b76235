namespace Recsys.MLNet.Metrics;

/// <summary>The order of items for one query: higher score first, equal scores in an order drawn for the seed and the query.</summary>
/// <remarks>
/// Every item has a key, a hash of (seed, query, item); among equal scores the larger key comes first. So ties are random over
/// queries yet the same in every metric, for every model and on any number of threads, and nothing is gained by item numbers
/// that happen to correlate with the answer.
/// </remarks>
public readonly struct TieOrder
{
    private readonly ulong _state;

    /// <summary>The order of one query under a seed.</summary>
    public TieOrder(int seed, long query) => _state = Mix(unchecked((ulong)seed * 0x9E3779B97F4A7C15UL) ^ Mix((ulong)query + 0xD1B54A32D192ED03UL));

    /// <summary>The item's key: uniform, independent of every other item's.</summary>
    public ulong KeyOf(int item) => Mix(_state + unchecked((ulong)(uint)item * 0x9E3779B97F4A7C15UL));

    /// <summary>Whether an item with its score stands before another with its own.</summary>
    public bool Before(float score, int item, float otherScore, int otherItem)
    {
        if (score != otherScore)
            return score > otherScore;
        ulong key = KeyOf(item), otherKey = KeyOf(otherItem);
        return key != otherKey ? key > otherKey : item < otherItem;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
