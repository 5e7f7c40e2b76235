using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>The vectors of an exact index as of one change: most in blocks for scanning, the newest in rows behind them.</summary>
/// <remarks>
/// Euclidean distance becomes an inner product of one factor more: <code>q·x − ½·|x|² orders as −|q − x|²</code>
/// Rows are appended in place, beyond the count of every version that is being read; an item taken out is marked in place.
/// </remarks>
internal sealed class ExactRows
{
    private readonly VectorIndexOptions _options;
    private readonly int _factors;
    private readonly int _width;
    private readonly float[] _rows;
    private readonly int[] _items;
    private readonly ItemBlocks? _blocks;
    private readonly QuantizedItemBlocks? _codes;
    private readonly int _blocked;

    private ExactRows(VectorIndexOptions options, int factors, int width, float[] rows, int[] items, int count, int dead, int blocked, ItemBlocks? blocks, QuantizedItemBlocks? codes) =>
        (_options, _factors, _width, _rows, _items, Count, Dead, _blocked, _blocks, _codes) = (options, factors, width, rows, items, count, dead, blocked, blocks, codes);

    public static ExactRows Empty(VectorIndexOptions options, int factors) =>
        new(options, factors, factors + (options.Metric == VectorMetric.Euclidean ? 1 : 0), [], [], 0, 0, 0, null, null);

    /// <summary>Rows, those of items taken out included.</summary>
    public int Count { get; }

    /// <summary>Rows whose item was taken out.</summary>
    public int Dead { get; }

    public long Bytes => 4L * (_rows.LongLength + _items.Length) + (_codes?.Bytes ?? 0) + (_blocks is null ? 0 : 4L * _blocked * _width);

    public int ItemOf(int row) => Volatile.Read(ref _items[row]);

    public ReadOnlySpan<float> Vector(int row) => _rows.AsSpan(row * _width, _factors);

    /// <summary>The version with one row more.</summary>
    public ExactRows With(int item, ReadOnlySpan<float> vector)
    {
        var (rows, items) = (_rows, _items);
        if (Count == items.Length)
        {
            int room = Math.Max(64, Count + Count / 2);
            Array.Resize(ref rows, checked(room * _width));
            Array.Resize(ref items, room);
        }
        var row = rows.AsSpan(Count * _width, _width);
        GraphVectors.Query(_options.Metric, vector, row);
        if (_options.Metric == VectorMetric.Euclidean)
            row[_factors] = -TensorPrimitives.SumOfSquares(vector) / 2;
        items[Count] = item;
        return new(_options, _factors, _width, rows, items, Count + 1, Dead, _blocked, _blocks, _codes);
    }

    /// <summary>The version in which a row's item is taken out.</summary>
    public ExactRows Without(int row)
    {
        Volatile.Write(ref _items[row], -1);
        return new(_options, _factors, _width, _rows, _items, Count, Dead + 1, _blocked, _blocks, _codes);
    }

    /// <summary>Whether so much is outside the blocks that making them anew pays.</summary>
    public bool WantsBlocks => Count - _blocked + Dead > Math.Max(256, _blocked / 8);

    /// <summary>The same items, all in blocks, nothing dead.</summary>
    public ExactRows Blocked()
    {
        int living = Count - Dead, to = 0;
        var rows = new float[checked(living * _width)];
        var items = new int[living];
        for (int row = 0; row < Count; row++)
            if (_items[row] >= 0)
            {
                _rows.AsSpan(row * _width, _width).CopyTo(rows.AsSpan(to * _width));
                items[to++] = _items[row];
            }
        bool codes = _options.Quantized && _options.Metric != VectorMetric.Euclidean;
        return new(_options, _factors, _width, rows, items, living, 0, living, codes || living == 0 ? null : new ItemBlocks(rows, living, _width), codes && living > 0 ? new QuantizedItemBlocks(rows, living, _width) : null);
    }

    /// <summary>Offers every row that may be found to <paramref name="scratch"/>'s heap and writes the best.</summary>
    public int Search(ReadOnlySpan<float> vector, Span<int> items, Span<float> scores, Predicate<int>? allow, ExactScratch scratch)
    {
        Span<float> query = _width <= 1024 ? stackalloc float[_width] : new float[_width];
        GraphVectors.Query(_options.Metric, vector, query);
        if (_options.Metric == VectorMetric.Euclidean)
            query[_factors] = 1;
        int wanted = Math.Min(items.Length, Count);
        bool pick = allow is not null || Dead > 64;
        // Codes find somewhat more than is wanted, to be scored again; a few dead rows are found and left out.
        var top = scratch.Top((_codes is null ? wanted : Math.Max(4 * wanted, wanted + 32)) + (pick ? 0 : Dead));
        if (pick)
        {
            var all = scratch.Scores(Count);
            if (_blocks is not null)
                _blocks.Scores(query, all[.._blocked]);
            else
                _codes?.Scores(query, all[.._blocked]);
            RowScores.Compute(query, _rows.AsSpan(_blocked * _width), all[_blocked..]);
            for (int row = 0; row < Count; row++)
                if (all[row] > top.Bar && ItemOf(row) is >= 0 and var item && (allow is null || allow(item)))
                    top.Push(all[row], row);
        }
        else
        {
            _blocks?.Search(query, top);
            _codes?.Search(query, top);
            var tail = scratch.Scores(Count - _blocked);
            RowScores.Compute(query, _rows.AsSpan(_blocked * _width), tail);
            top.Push(tail, _blocked);
        }
        return Answer(vector, query, top, items, scores, scratch);
    }

    private int Answer(ReadOnlySpan<float> vector, ReadOnlySpan<float> query, TopK top, Span<int> items, Span<float> scores, ExactScratch scratch)
    {
        var rows = scratch.Rows(top.K);
        var found = scratch.Found(top.K);
        int count = top.Drain(rows, found);
        if (_codes is not null)
        {
            for (int i = 0; i < count; i++)
                found[i] = TensorPrimitives.Dot(query, _rows.AsSpan(rows[i] * _width, _width));
            found[..count].Sort(rows[..count], static (a, b) => b.CompareTo(a));
        }
        int written = 0;
        for (int i = 0; i < count && written < items.Length; i++)
            if (ItemOf(rows[i]) is >= 0 and var item)
            {
                (items[written], scores[written]) = (item, _options.Metric == VectorMetric.Euclidean ? GraphVectors.Score(VectorMetric.Euclidean, vector, Vector(rows[i])) : found[i]);
                written++;
            }
        return written;
    }
}
