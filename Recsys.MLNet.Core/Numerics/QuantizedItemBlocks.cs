using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Item vectors in 8 bits, arranged for scanning all of them with one query: a quarter of the memory of <see cref="ItemBlocks"/>, and of its time where memory bounds it.</summary>
/// <remarks>
/// <code>score[i] = sq·scale[i]·Σ_f qq[f]·q[i, f]</code>
/// The query is quantised too. The order of nearly equal scores may differ from single precision: fetch somewhat more and rescore where it matters.
/// Immutable; searched by many threads at once; the same result on every instruction set.
/// </remarks>
public sealed unsafe class QuantizedItemBlocks
{
    private readonly QuantizedMatrix _items;

    /// <summary>Quantises items (N, F).</summary>
    public QuantizedItemBlocks(RowMatrix items) : this((items ?? throw new ArgumentNullException(nameof(items))).Values, items.Rows, items.Columns) { }

    /// <summary>Quantises items (N, F), row-major without gaps.</summary>
    public QuantizedItemBlocks(ReadOnlySpan<float> items, int count, int factors) => _items = QuantizedMatrix.PackTransposed(items, factors, count);

    /// <summary>Number of items.</summary>
    public int Count => _items.N;

    /// <summary>Factors of each item.</summary>
    public int Factors => _items.K;

    /// <summary>Bytes of memory the vectors take.</summary>
    public long Bytes => _items.Bytes;

    /// <summary>Writes the score of every item.</summary>
    public void Scores(ReadOnlySpan<float> query, Span<float> scores)
    {
        if (scores.Length != Count)
            throw new ArgumentException($"scores holds {scores.Length} places; expected {Count}, one for each item.", nameof(scores));
        fixed (float* all = scores)
            Scan(query, all, null, 1, Int8Paths.Best);
    }

    /// <summary>Offers every item to <paramref name="top"/>; threads do not change the result.</summary>
    public void Search(ReadOnlySpan<float> query, TopK top, int threads = 1) => Search(query, top, threads, Int8Paths.Best);

    internal void Search(ReadOnlySpan<float> query, TopK top, int threads, Int8Path path)
    {
        ArgumentNullException.ThrowIfNull(top);
        Scan(query, null, top, threads, path);
    }

    private void Scan(ReadOnlySpan<float> query, float* all, TopK? top, int threads, Int8Path path)
    {
        if (query.Length != Factors)
            throw new ArgumentException($"query holds {query.Length} values; expected {Factors} factors.", nameof(query));
        short* quantized = stackalloc short[Math.Min(_items.PaddedK, 4096)];
        if (_items.PaddedK > 4096)
            throw new ArgumentException($"Vectors of {Factors} factors are too long to scan; at most 4096.", nameof(query));
        float scale = QuantizedMatrix.QuantizeRow(query, new Span<short>(quantized, _items.PaddedK));
        fixed (float* scales = _items.Scales)
        {
            var whole = new Work { Items = (sbyte*)_items.Address, Query = quantized, Scales = scales, QueryScale = scale, Factors = _items.PaddedK, ToBlock = _items.Panels, Count = Count, Scores = all, Top = top, Path = path };
            if (top is null)
                SimdWidths.Run(ref whole, SimdWidths.Best);
            else
                BlockScan.Run(whole, top, threads, SimdWidths.Best, static (work, from, to, into) => work with { FromBlock = from, ToBlock = to, Top = into }, _items.Panels);
        }
        GC.KeepAlive(_items);
    }

    private struct Work : ISimdWork
    {
        public sbyte* Items;
        public short* Query;
        public float* Scales, Scores;
        public float QueryScale;
        public int Factors, FromBlock, ToBlock, Count;
        public TopK? Top;
        public Int8Path Path;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int* sums = stackalloc int[ItemBlocks.Block];
            float* scores = stackalloc float[ItemBlocks.Block];
            for (int b = FromBlock; b < ToBlock; b++)
            {
                Int8Tile.Run(Path, 1, Query, 0, Items + (nint)b * ItemBlocks.Block * Factors, Factors, sums);
                for (int j = 0; j < ItemBlocks.Block; j++)
                    scores[j] = sums[j] * (QueryScale * Scales[b * ItemBlocks.Block + j]);
                BlockScan.Keep<TSimd, V>(scores, b, Count, Scores, Top);
            }
        }
    }
}
