namespace Recsys.MLNet.Numerics;

/// <summary>Keeps the best k of many scores: a heap whose worst member is the bar the next one must pass.</summary>
/// <remarks>
/// Equal scores: the lower index wins, or, with a random stream, the one that a hash salted by the stream prefers; either way the
/// result does not depend on the order in which scores arrive. NaN and −∞ never enter: −∞ is how an item is excluded.
/// O(log k) for a score that enters, one comparison for one that does not. Not for several threads: one each, then <see cref="MergeInto"/>.
/// </remarks>
public sealed class TopK
{
    private readonly float[] _scores;
    private readonly int[] _items;
    private readonly ulong _salt;
    private readonly bool _random;

    /// <summary>Room for the best <paramref name="k"/>.</summary>
    /// <param name="k">How many to keep.</param>
    /// <param name="ties">Decides between equal scores; none for the lower index.</param>
    public TopK(int k, RandomStream? ties = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        (_scores, _items, _random, _salt) = (new float[k], new int[k], ties is not null, ties?.NextBits() ?? 0);
        Clear();
    }

    private TopK(int k, bool random, ulong salt)
    {
        (_scores, _items, _random, _salt) = (new float[k], new int[k], random, salt);
        Clear();
    }

    /// <summary>How many it keeps.</summary>
    public int K => _scores.Length;

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>A score at or below this cannot enter; scans compare whole vectors with it before they offer anything.</summary>
    public float Bar { get; private set; }

    /// <summary>An empty one of the same size with the same rule for ties, for another thread's share of the scores.</summary>
    public TopK Sibling() => new(K, _random, _salt);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        Bar = K == 0 ? float.PositiveInfinity : float.NegativeInfinity;
    }

    /// <summary>Offers a score.</summary>
    public void Push(float score, int item)
    {
        if (!(score > Bar))
            return;
        if (Count < K)
        {
            int child = Count++;
            while (child > 0)
            {
                int parent = (child - 1) / 2;
                if (!Worse(score, item, _scores[parent], _items[parent]))
                    break;
                (_scores[child], _items[child]) = (_scores[parent], _items[parent]);
                child = parent;
            }
            (_scores[child], _items[child]) = (score, item);
        }
        else
        {
            if (Worse(score, item, _scores[0], _items[0]))
                return;
            SinkFrom(0, score, item);
        }
        // With random ties an equal score may still win; by index it may too, when scores do not come in ascending order.
        if (Count == K)
            Bar = MathF.BitDecrement(_scores[0]);
    }

    /// <summary>Offers every score, its place being the item.</summary>
    public unsafe void Push(ReadOnlySpan<float> scores, int firstItem = 0)
    {
        if (K == 0)
            return;
        fixed (float* at = scores)
        {
            var work = new Scan { Top = this, Scores = at, N = scores.Length, FirstItem = firstItem };
            SimdWidths.Run(ref work, SimdWidths.Best);
        }
    }

    /// <summary>Offers what this one holds to another.</summary>
    public void MergeInto(TopK other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < Count; i++)
            other.Push(_scores[i], _items[i]);
    }

    /// <summary>Writes the items, best first, with their scores, forgets them, and returns how many there were.</summary>
    public int Drain(Span<int> items, Span<float> scores)
    {
        int count = Count;
        if (items.Length < count || scores.Length < count)
            throw new ArgumentException($"items holds {items.Length} places and scores {scores.Length}; expected at least {count}.");
        for (int i = count - 1; i >= 0; i--)
        {
            (items[i], scores[i]) = (_items[0], _scores[0]);
            Count--;
            if (Count > 0)
                SinkFrom(0, _scores[Count], _items[Count]);
        }
        Clear();
        return count;
    }

    private void SinkFrom(int hole, float score, int item)
    {
        while (true)
        {
            int child = 2 * hole + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && Worse(_scores[child + 1], _items[child + 1], _scores[child], _items[child]))
                child++;
            if (!Worse(_scores[child], _items[child], score, item))
                break;
            (_scores[hole], _items[hole]) = (_scores[child], _items[child]);
            hole = child;
        }
        (_scores[hole], _items[hole]) = (score, item);
    }

    private bool Worse(float score, int item, float otherScore, int otherItem)
    {
        if (score != otherScore)
            return score < otherScore;
        if (!_random)
            return item > otherItem;
        ulong mine = Hash(item), other = Hash(otherItem);
        return mine != other ? mine > other : item > otherItem;
    }

    private ulong Hash(int item)
    {
        ulong z = ((ulong)(uint)item + _salt) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93UL;
        return z ^ (z >> 32);
    }

    private unsafe struct Scan : ISimdWork
    {
        public TopK Top;
        public float* Scores;
        public int N, FirstItem;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int i = 0;
            for (; i <= N - TSimd.Count; i += TSimd.Count)
            {
                uint passed = TSimd.GreaterBits(TSimd.Load(Scores + i), TSimd.Splat(Top.Bar));
                for (; passed != 0; passed &= passed - 1)
                {
                    int lane = System.Numerics.BitOperations.TrailingZeroCount(passed);
                    Top.Push(Scores[i + lane], FirstItem + i + lane);
                }
            }
            for (; i < N; i++)
                Top.Push(Scores[i], FirstItem + i);
        }
    }
}
