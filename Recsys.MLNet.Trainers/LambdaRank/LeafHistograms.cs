using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Sums the rows of a leaf by bin: many rows in parts with a histogram for each thread, fewer by columns, few on one thread.</summary>
/// <remarks>Sums are integers, so that all three give the same.</remarks>
internal sealed unsafe class LeafHistograms(BinnedRows bins, RowPartition partition, HistogramPool pool, RunSettings run)
{
    private const int AloneRows = 1024; // below this a leaf's sums are not worth a second thread
    private const int SharedRows = 1 << 14; // from here on a histogram for each thread is worth its clearing and adding
    private const int ChunkRows = 1 << 10;
    private readonly int _eights = bins.Stride / 8;

    /// <summary>Sums of one column, (256).</summary>
    public static Span<long> Column(nint histogram, int column) => new((long*)histogram + column * GradientHistogram.Width, GradientHistogram.Width);

    /// <summary>Takes a column's sums of another histogram away.</summary>
    public static void Subtract(nint from, nint what, int column) => TensorPrimitives.Subtract(Column(from, column), Column(what, column), Column(from, column));

    /// <summary>Writes the sums of a leaf's rows.</summary>
    public void Sum(int leaf, nint histogram, PackedGradients gradients)
    {
        int rows = partition.CountOf(leaf);
        if (run.EffectiveThreads == 1 || rows < AloneRows)
        {
            Clear(histogram, 0, _eights);
            Add(leaf, 0, rows, histogram, gradients, 0, _eights);
        }
        else if (rows < SharedRows)
        {
            int pieces = Math.Min(_eights, run.EffectiveThreads * 2);
            run.ParallelFor(pieces, p =>
            {
                Clear(histogram, _eights * p / pieces, _eights * (p + 1) / pieces);
                Add(leaf, 0, rows, histogram, gradients, _eights * p / pieces, _eights * (p + 1) / pieces);
            });
        }
        else
        {
            SumByThreads(leaf, rows, histogram, gradients);
        }
    }

    private void SumByThreads(int leaf, int rows, nint histogram, PackedGradients gradients)
    {
        int threads = 0;
        run.ParallelFor((rows + ChunkRows - 1) / ChunkRows, () =>
        {
            int number = Interlocked.Increment(ref threads) - 1;
            nint own = number == 0 ? histogram : pool.OfThread(number - 1);
            Clear(own, 0, _eights);
            return own;
        }, (chunk, own) => Add(leaf, chunk * ChunkRows, Math.Min(ChunkRows, rows - chunk * ChunkRows), own, gradients, 0, _eights));
        for (int t = 1; t < threads; t++)
            TensorPrimitives.Add(All(histogram), All(pool.OfThread(t - 1)), All(histogram));
    }

    private void Add(int leaf, int from, int count, nint histogram, PackedGradients gradients, int firstEight, int endEight)
    {
        fixed (long* packed = gradients.Values)
            GradientHistogram.Add(bins, partition.RowsOf(leaf).Slice(from, count), packed, (long*)histogram, firstEight, endEight);
    }

    private static void Clear(nint histogram, int firstEight, int endEight) =>
        new Span<long>((long*)histogram + (long)firstEight * 8 * GradientHistogram.Width, (endEight - firstEight) * 8 * GradientHistogram.Width).Clear();

    private Span<long> All(nint histogram) => new((void*)histogram, pool.Length);
}
