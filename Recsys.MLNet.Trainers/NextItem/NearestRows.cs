using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>The rows of a matrix nearest to each of its rows by inner product, best first; one product by blocks of rows.</summary>
internal static class NearestRows
{
    private const int Block = 64;

    public static int[][] Of(float[] vectors, int n, int width, int count, RunSettings run)
    {
        var near = new int[n][];
        run.ParallelFor((n + Block - 1) / Block, () => new float[Block * n], (block, scores) =>
        {
            int from = block * Block, rows = Math.Min(Block, n - from);
            Gemm.Multiply(rows, n, width, vectors.AsSpan(from * width), width, false, vectors, width, true, scores, n);
            var best = new (float Score, int Item)[count];
            for (int r = 0; r < rows; r++)
                near[from + r] = Best(scores.AsSpan(r * n, n), from + r, best);
        });
        return near;
    }

    private static int[] Best(ReadOnlySpan<float> row, int own, (float Score, int Item)[] best)
    {
        int count = 0;
        float worst = float.NegativeInfinity;
        for (int j = 0; j < row.Length; j++)
        {
            if (j == own || row[j] <= worst)
                continue;
            int at = count < best.Length ? count++ : best.Length - 1;
            for (; at > 0 && best[at - 1].Score < row[j]; at--)
                best[at] = best[at - 1];
            best[at] = (row[j], j);
            if (count == best.Length)
                worst = best[^1].Score;
        }
        var items = new int[count];
        for (int i = 0; i < count; i++)
            items[i] = best[i].Item;
        return items;
    }
}
