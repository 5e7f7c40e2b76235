using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Numerics;

/// <summary>Sums of packed gradients by bin, for every column at once.</summary>
/// <remarks>
/// <code>hist[c, bin(i, c)] += packed[i]        for every row i of the leaf and every column c</code>
/// Shapes: bins (N, stride) bytes, rows (R) row numbers, packed (N), hist (columns, 256) added to, columns in eights.
/// A packed number holds a row's gradient and hessian as fixed-point integers (<see cref="PackedGradients"/>), so that one
/// integer addition updates both, and the sums are exact: the same in any order, on any number of threads.
/// Eight columns at a time (16 KB of sums) over a block of rows: the sums stay in the first-level cache while the block's
/// bytes stay in the second, where the bytes of the block after it are fetched meanwhile. <see cref="Reference"/> is the definition; the results are equal bit for bit.
/// </remarks>
internal static unsafe class GradientHistogram
{
    /// <summary>Entries of a column.</summary>
    public const int Width = 256;

    private const int BlockRows = 512;

    /// <summary>The definition, in one readable loop.</summary>
    public static void Reference(BinnedRows bins, ReadOnlySpan<int> rows, ReadOnlySpan<long> packed, Span<long> hist)
    {
        foreach (int row in rows)
            for (int c = 0; c < bins.Columns; c++)
                hist[c * Width + bins.Row(row)[c]] += packed[row];
    }

    /// <summary>Adds the rows to the columns of eights <paramref name="firstEight"/> up to <paramref name="endEight"/>.</summary>
    public static void Add(BinnedRows bins, ReadOnlySpan<int> rows, long* packed, long* hist, int firstEight, int endEight) =>
        Add(bins, rows, rows.Length, packed, hist, firstEight, endEight);

    /// <summary>As above for the first <paramref name="wanted"/> rows; those behind them are fetched, for the call after this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(BinnedRows bins, ReadOnlySpan<int> rows, int wanted, long* packed, long* hist, int firstEight, int endEight)
    {
        long* values = stackalloc long[BlockRows];
        byte** starts = stackalloc byte*[BlockRows];
        nint stride = bins.Stride;
        int eights = endEight - firstEight;
        Fetch(bins, rows[..Math.Min(BlockRows, wanted)], packed, firstEight, endEight);
        for (int from = 0; from < wanted; from += BlockRows)
        {
            int count = Math.Min(BlockRows, wanted - from);
            for (int i = 0; i < count; i++)
            {
                int row = rows[from + i];
                values[i] = packed[row];
                starts[i] = bins.Start + row * stride;
            }
            var next = rows.Slice(from + count, Math.Min(BlockRows, rows.Length - from - count));
            for (int eight = 0; eight < eights; eight++)
            {
                Fetch(bins, next[(next.Length * eight / eights)..(next.Length * (eight + 1) / eights)], packed, firstEight, endEight);
                AddEight(starts, values, count, (firstEight + eight) * 8, hist + (long)(firstEight + eight) * 8 * Width);
            }
        }
    }

    /// <summary>Asks for rows that will be read later: into the second-level cache, since the first is full of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch(BinnedRows bins, ReadOnlySpan<int> rows, long* packed, int firstEight, int endEight)
    {
        if (!Sse.IsSupported)
            return;
        nint stride = bins.Stride;
        byte* first = bins.Start + firstEight * 8;
        int bytes = (endEight - firstEight) * 8;
        foreach (int row in rows)
        {
            Sse.Prefetch1(packed + row);
            byte* start = first + row * stride;
            for (int at = 0; at < bytes; at += 64)
                Sse.Prefetch1(start + at);
            Sse.Prefetch1(start + bytes - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEight(byte** starts, long* values, int count, int offset, long* hist)
    {
        byte* sums = (byte*)hist;
        int i = 0;
        for (; i + 1 < count; i += 2)
        {
            AddRow(starts[i] + offset, values[i], sums);
            AddRow(starts[i + 1] + offset, values[i + 1], sums);
        }
        if (i < count)
            AddRow(starts[i] + offset, values[i], sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(byte* bins, long value, byte* sums)
    {
        const nuint Column = Width * sizeof(long);
        *(long*)(sums + (nuint)bins[0] * 8) += value;
        *(long*)(sums + Column + (nuint)bins[1] * 8) += value;
        *(long*)(sums + 2 * Column + (nuint)bins[2] * 8) += value;
        *(long*)(sums + 3 * Column + (nuint)bins[3] * 8) += value;
        *(long*)(sums + 4 * Column + (nuint)bins[4] * 8) += value;
        *(long*)(sums + 5 * Column + (nuint)bins[5] * 8) += value;
        *(long*)(sums + 6 * Column + (nuint)bins[6] * 8) += value;
        *(long*)(sums + 7 * Column + (nuint)bins[7] * 8) += value;
    }
}
