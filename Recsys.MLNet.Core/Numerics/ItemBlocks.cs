using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Item vectors arranged for scanning all of them with one query: blocks of sixteen items, the factors of a block side by side.</summary>
/// <remarks>
/// <code>score[i] = Σ_f query[f] · items[i, f]</code>
/// Layout: block b holds items[16b..16b+16, f] for f = 0, 1, …; the last block is padded with zeros. No horizontal sums, no tails: the scan
/// reads memory in one direction at the speed of memory. Immutable; searched by many threads at once.
/// </remarks>
public sealed unsafe class ItemBlocks
{
    internal const int Block = 16;
    private readonly float[] _memory;
    private readonly nint _start;

    /// <summary>Arranges items (N, F).</summary>
    public ItemBlocks(RowMatrix items) : this((items ?? throw new ArgumentNullException(nameof(items))).Values, items.Rows, items.Columns) { }

    /// <summary>Arranges items (N, F), row-major without gaps.</summary>
    public ItemBlocks(ReadOnlySpan<float> items, int count, int factors)
    {
        if (items.Length != (long)count * factors)
            throw new ArgumentException($"items holds {items.Length} values; expected {count} rows x {factors} factors = {(long)count * factors}.", nameof(items));
        (Count, Factors) = (count, factors);
        long length = (long)Blocks * Block * factors + PanelLayout.Alignment;
        if (length > Array.MaxLength)
            throw new ArgumentException($"{count} items x {factors} factors do not fit in one array of {Array.MaxLength}; use QuantizedItemBlocks or several parts.", nameof(items));
        _memory = GC.AllocateArray<float>((int)length, pinned: true);
        fixed (float* memory = _memory)
            _start = PanelLayout.Align((nint)memory);
        var to = (float*)_start;
        for (int i = 0; i < count; i++)
            for (int f = 0; f < factors; f++)
                to[((long)(i / Block) * factors + f) * Block + i % Block] = items[i * factors + f];
    }

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>Factors of each item.</summary>
    public int Factors { get; }

    private int Blocks => (Count + Block - 1) / Block;

    /// <summary>Writes the score of every item.</summary>
    public void Scores(ReadOnlySpan<float> query, Span<float> scores) => Scores(query, scores, SimdWidths.Best);

    internal void Scores(ReadOnlySpan<float> query, Span<float> scores, SimdWidth width)
    {
        Check(query);
        if (scores.Length != Count)
            throw new ArgumentException($"scores holds {scores.Length} places; expected {Count}, one for each item.", nameof(scores));
        fixed (float* q = query, s = scores)
        {
            var work = new Work { Items = (float*)_start, Query = q, Factors = Factors, ToBlock = Blocks, Count = Count, Scores = s };
            SimdWidths.Run(ref work, width);
        }
        GC.KeepAlive(_memory);
    }

    /// <summary>Offers every item to <paramref name="top"/>.</summary>
    /// <param name="query">The query vector.</param>
    /// <param name="top">Receives the best items.</param>
    /// <param name="threads">Threads to use; the result does not depend on it.</param>
    public void Search(ReadOnlySpan<float> query, TopK top, int threads = 1) => Search(query, top, threads, SimdWidths.Best);

    internal void Search(ReadOnlySpan<float> query, TopK top, int threads, SimdWidth width)
    {
        Check(query);
        ArgumentNullException.ThrowIfNull(top);
        fixed (float* q = query)
        {
            var whole = new Work { Items = (float*)_start, Query = q, Factors = Factors, ToBlock = Blocks, Count = Count, Top = top };
            BlockScan.Run(whole, top, threads, width, static (work, from, to, into) => work with { FromBlock = from, ToBlock = to, Top = into }, Blocks);
        }
        GC.KeepAlive(_memory);
    }

    private void Check(ReadOnlySpan<float> query)
    {
        if (query.Length != Factors)
            throw new ArgumentException($"query holds {query.Length} values; expected {Factors} factors.", nameof(query));
    }

    private struct Work : ISimdWork
    {
        public float* Items, Query, Scores;
        public int Factors, FromBlock, ToBlock, Count;
        public TopK? Top;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            float* scores = stackalloc float[Block];
            for (int b = FromBlock; b < ToBlock; b++)
            {
                Score<TSimd, V>(Items + (nint)b * Block * Factors, Query, Factors, scores);
                BlockScan.Keep<TSimd, V>(scores, b, Count, Scores, Top);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Score<TSimd, V>(float* items, float* query, int factors, float* scores) where TSimd : struct, ISimd<V> where V : struct
        {
            int lanes = TSimd.Count;
            // Two vectors of items at a time, each with four sums over alternating factors: enough chains to hide the latency of the multiply-add.
            for (int v = 0; v < Block; v += Math.Min(Block, 2 * lanes))
            {
                float* x = items + v;
                V a0 = TSimd.Splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
                int f = 0;
                for (; f <= factors - 4; f += 4, x += 4 * Block)
                {
                    V q0 = TSimd.Splat(query[f]), q1 = TSimd.Splat(query[f + 1]), q2 = TSimd.Splat(query[f + 2]), q3 = TSimd.Splat(query[f + 3]);
                    a0 = TSimd.MulAdd(q0, TSimd.Load(x), a0);
                    a1 = TSimd.MulAdd(q1, TSimd.Load(x + Block), a1);
                    a2 = TSimd.MulAdd(q2, TSimd.Load(x + 2 * Block), a2);
                    a3 = TSimd.MulAdd(q3, TSimd.Load(x + 3 * Block), a3);
                    if (lanes < Block)
                    {
                        b0 = TSimd.MulAdd(q0, TSimd.Load(x + lanes), b0);
                        b1 = TSimd.MulAdd(q1, TSimd.Load(x + Block + lanes), b1);
                        b2 = TSimd.MulAdd(q2, TSimd.Load(x + 2 * Block + lanes), b2);
                        b3 = TSimd.MulAdd(q3, TSimd.Load(x + 3 * Block + lanes), b3);
                    }
                }
                for (; f < factors; f++, x += Block)
                {
                    V q0 = TSimd.Splat(query[f]);
                    a0 = TSimd.MulAdd(q0, TSimd.Load(x), a0);
                    if (lanes < Block)
                        b0 = TSimd.MulAdd(q0, TSimd.Load(x + lanes), b0);
                }
                TSimd.Store(TSimd.Add(TSimd.Add(a0, a1), TSimd.Add(a2, a3)), scores + v);
                if (lanes < Block)
                    TSimd.Store(TSimd.Add(TSimd.Add(b0, b1), TSimd.Add(b2, b3)), scores + v + lanes);
            }
        }
    }
}
