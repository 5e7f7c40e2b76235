using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Sums the rows of a leaf by bin: many rows in parts with a histogram for each thread, fewer by columns, few on one thread.</summary>
/// <remarks>Sums are integers, so that all three give the same.</remarks>
internal sealed unsafe class LeafHistograms(BinnedRows bins, RowPartition partition, HistogramPool pool, WorkCrew crew)
{
    private const int AloneRows = 512; // below this a leaf's sums are not worth a second thread
    private const int SharedRows = 1 << 12; // from here on a histogram for each thread is worth its clearing and adding
    private const int ChunkRows = 1 << 9; // the last of them is what the other threads wait for
    private readonly int _eights = bins.Stride / 8;

    /// <summary>Sums of one column, (256).</summary>
    public static Span<long> Column(nint histogram, int column) => new((long*)histogram + column * GradientHistogram.Width, GradientHistogram.Width);

    /// <summary>Takes a column's sums of another histogram away.</summary>
    public static void Subtract(nint from, nint what, int column) => TensorPrimitives.Subtract(Column(from, column), Column(what, column), Column(from, column));

    /// <summary>Writes the sums of a leaf's rows.</summary>
    public void Sum(int leaf, nint histogram, PackedGradients gradients)
    {
        int rows = partition.CountOf(leaf);
        if (crew.Threads == 1 || rows < AloneRows)
        {
            Clear(histogram, 0, _eights);
            Add(leaf, 0, rows, histogram, gradients, 0, _eights);
        }
        else if (rows < SharedRows)
        {
            crew.For(_eights, (eight, _) =>
            {
                Clear(histogram, eight, eight + 1);
                Add(leaf, 0, rows, histogram, gradients, eight, eight + 1);
            });
        }
        else
        {
            SumByThreads(leaf, rows, histogram, gradients);
        }
    }

    private void SumByThreads(int leaf, int rows, nint histogram, PackedGradients gradients)
    {
        var own = new nint[crew.Threads];
        crew.For((rows + ChunkRows - 1) / ChunkRows, (chunk, member) =>
        {
            if (own[member] == 0)
            {
                own[member] = member == 0 ? histogram : pool.OfThread(member - 1);
                Clear(own[member], 0, _eights);
            }
            Add(leaf, chunk * ChunkRows, Math.Min(ChunkRows, rows - chunk * ChunkRows), own[member], gradients, 0, _eights);
        });
        if (own[0] == 0)
            Clear(histogram, 0, _eights);
        crew.For(_eights, (eight, _) =>
        {
            for (int t = 1; t < own.Length; t++)
                if (own[t] != 0)
                    TensorPrimitives.Add(Eight(histogram, eight), Eight(own[t], eight), Eight(histogram, eight));
        });
    }

    private void Add(int leaf, int from, int count, nint histogram, PackedGradients gradients, int firstEight, int endEight)
    {
        fixed (long* packed = gradients.Values)
            GradientHistogram.Add(bins, partition.RowsOf(leaf).Slice(from, count), packed, (long*)histogram, firstEight, endEight);
    }

    private static void Clear(nint histogram, int firstEight, int endEight) =>
        new Span<long>((long*)histogram + (long)firstEight * 8 * GradientHistogram.Width, (endEight - firstEight) * 8 * GradientHistogram.Width).Clear();

    private static Span<long> Eight(nint histogram, int eight) => new((long*)histogram + (long)eight * 8 * GradientHistogram.Width, 8 * GradientHistogram.Width);
}
