using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Sums the rows of a leaf by bin: many rows in parts with a histogram for each thread, fewer by columns, few on one thread.</summary>
/// <remarks>
/// Sums are integers, so that all three give the same. After <see cref="Sum"/> what the other threads have summed is still apart:
/// <see cref="Finish"/> adds it, column by column, where the search goes through the columns anyway.
/// </remarks>
internal sealed unsafe class LeafHistograms(BinnedRows bins, RowPartition partition, HistogramPool pool, WorkCrew crew)
{
    private const int AloneRows = 256; // below this a leaf's sums are not worth a second thread
    private const int SharedRows = 1 << 12; // from here on a histogram for each thread is worth its clearing and adding
    private const int ChunkRows = 1 << 9; // the last of them is what the other threads wait for
    private readonly int _eights = bins.Stride / 8;
    private readonly nint[] _parts = new nint[crew.Threads]; // of the last leaf, by thread; 0 where a thread has none

    /// <summary>Sums of one column, (256).</summary>
    public static Span<long> Column(nint histogram, int column) => new((long*)histogram + column * GradientHistogram.Width, GradientHistogram.Width);

    /// <summary>Takes a column's sums of another histogram away.</summary>
    public static void Subtract(nint from, nint what, int column) => TensorPrimitives.Subtract(Column(from, column), Column(what, column), Column(from, column));

    /// <summary>Adds what the other threads summed of a column of the last leaf.</summary>
    public void Finish(nint histogram, int column)
    {
        for (int t = 1; t < _parts.Length; t++)
            if (_parts[t] != 0)
                TensorPrimitives.Add(Column(histogram, column), Column(_parts[t], column), Column(histogram, column));
    }

    /// <summary>The sum over all rows of the last leaf, unfinished: every row is in one bin of the first column.</summary>
    public long Total(nint histogram)
    {
        long sum = TensorPrimitives.Sum<long>(Column(histogram, 0));
        for (int t = 1; t < _parts.Length; t++)
            sum += _parts[t] != 0 ? TensorPrimitives.Sum<long>(Column(_parts[t], 0)) : 0;
        return sum;
    }

    /// <summary>Writes the sums of a leaf's rows.</summary>
    public void Sum(int leaf, nint histogram, PackedGradients gradients)
    {
        int rows = partition.CountOf(leaf);
        Array.Clear(_parts);
        if (crew.Threads == 1 || rows < AloneRows)
        {
            Clear(histogram, 0, _eights);
            Add(leaf, 0, rows, rows, histogram, gradients, 0, _eights);
        }
        else if (rows < SharedRows)
        {
            var parts = new EqualParts(_eights, Math.Min(_eights, 2 * crew.Threads));
            crew.For(parts.Parts, (part, _) =>
            {
                int from = parts.From(part), to = parts.From(part + 1);
                Clear(histogram, from, to);
                Add(leaf, 0, rows, rows, histogram, gradients, from, to);
            });
        }
        else
        {
            SumByThreads(leaf, rows, histogram, gradients);
        }
    }

    private void SumByThreads(int leaf, int rows, nint histogram, PackedGradients gradients)
    {
        var parts = crew.Divide(rows, ChunkRows);
        crew.For(parts.Parts, (part, member) =>
        {
            if (_parts[member] == 0)
            {
                nint own = member == 0 ? histogram : pool.OfThread(member - 1);
                Clear(own, 0, _eights);
                _parts[member] = own;
            }
            int from = parts.From(part), next = parts.From(part + 1), ofThread = parts.Parts / crew.Threads;
            Add(leaf, from, next, parts.From((part / ofThread + 1) * ofThread), _parts[member], gradients, 0, _eights);
        });
        if (_parts[0] == 0)
            Clear(histogram, 0, _eights);
    }

    /// <summary>Adds the rows from <paramref name="from"/> to <paramref name="to"/> of a leaf; those up to <paramref name="ahead"/> come next.</summary>
    private void Add(int leaf, int from, int to, int ahead, nint histogram, PackedGradients gradients, int firstEight, int endEight)
    {
        fixed (long* packed = gradients.Values)
            GradientHistogram.Add(bins, partition.RowsOf(leaf)[from..ahead], to - from, packed, (long*)histogram, firstEight, endEight);
    }

    private static void Clear(nint histogram, int firstEight, int endEight) =>
        new Span<long>((long*)histogram + (long)firstEight * 8 * GradientHistogram.Width, (endEight - firstEight) * 8 * GradientHistogram.Width).Clear();
}
