using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>Bins row by row, as the learner keeps them, against column by column: nanoseconds for one row and column of a histogram.</summary>
/// <remarks>
/// Leaves of a share of the rows, drawn at random, as the tree's depth makes them. Columns are summed in blocks of rows, so that what is gathered of
/// the gradients stays in cache for all columns. Least of several turns, layouts in turn.
/// </remarks>
internal static unsafe class HistogramLayouts
{
    private const int Rows = 1_000_000, BlockRows = 4096, Turns = 7;

    public static void Run(TextWriter output)
    {
        output.WriteLine("| columns | rows of the leaf | row by row, ns | column by column, ns | ratio |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (int columns in (int[])[8, 32, 136])
        {
            var random = new RandomStream(1, "layouts");
            using var byRow = new BinnedRows(Rows, columns);
            using var byColumn = new BinnedRows(columns, Rows); // a column is a row of it
            for (int r = 0; r < Rows; r++)
                for (int c = 0; c < columns; c++)
                    byRow.Row(r)[c] = byColumn.Row(c)[r] = (byte)random.NextInt(c % 8 == 0 ? 2 : 254);
            var packed = new long[Rows];
            for (int r = 0; r < Rows; r++)
                packed[r] = (long)random.NextBits() >> 24;
            foreach (int oneIn in (int[])[1, 4, 32, 256])
            {
                int[] rows = [.. Enumerable.Range(0, Rows).Where(_ => random.NextInt(oneIn) == 0)];
                output.WriteLine(Line(byRow, byColumn, packed, rows));
            }
        }
    }

    private static string Line(BinnedRows byRow, BinnedRows byColumn, long[] packed, int[] rows)
    {
        int columns = byRow.Columns;
        long[] first = new long[columns * GradientHistogram.Width], second = new long[first.Length];
        double row = double.PositiveInfinity, column = row;
        for (int turn = 0; turn < Turns; turn++)
        {
            first.AsSpan().Clear();
            second.AsSpan().Clear();
            fixed (long* gradients = packed, a = first, b = second)
            {
                long start = Stopwatch.GetTimestamp();
                GradientHistogram.Add(byRow, rows, gradients, a, 0, columns / 8);
                row = Math.Min(row, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
                start = Stopwatch.GetTimestamp();
                ByColumns(byColumn, rows, gradients, b);
                column = Math.Min(column, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }
            if (!first.AsSpan().SequenceEqual(second))
                throw new InvalidOperationException("The sums of the two layouts differ.");
        }
        double cells = (double)rows.Length * columns;
        return string.Create(CultureInfo.InvariantCulture, $"| {columns} | {rows.Length:N0} | {row / cells:F2} | {column / cells:F2} | {column / row:F2} |");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByColumns(BinnedRows bins, ReadOnlySpan<int> rows, long* packed, long* hist)
    {
        long* values = stackalloc long[BlockRows];
        for (int from = 0; from < rows.Length; from += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Length - from);
            var block = rows.Slice(from, count);
            for (int i = 0; i < count; i++)
                values[i] = packed[block[i]];
            for (int c = 0; c < bins.Rows; c++)
            {
                byte* column = bins.Start + (nint)c * bins.Stride;
                long* sums = hist + c * GradientHistogram.Width;
                for (int i = 0; i < count; i++)
                    sums[column[block[i]]] += values[i];
            }
        }
    }
}
