using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>A tree just grown, with what routes binned rows through it.</summary>
/// <param name="Tree">The tree, before the learning rate.</param>
/// <param name="Columns">Column that each node tests.</param>
/// <param name="GoesLeft">For each node and byte of its column (256): 1 goes left.</param>
internal sealed record GrownTree(RegressionTree Tree, int[] Columns, byte[][] GoesLeft)
{
    /// <summary>The leaf of a binned row.</summary>
    public int LeafOf(ReadOnlySpan<byte> row)
    {
        if (Tree.LeafCount == 1)
            return 0;
        int node = 0;
        while (node >= 0)
            node = GoesLeft[node][row[Columns[node]]] != 0 ? Tree.Left[node] : Tree.Right[node];
        return ~node;
    }

    /// <summary>Adds the tree's values, times a factor, to the scores (N) of rows (N).</summary>
    public void AddTo(double[] scores, BinnedRows rows, double factor, RunSettings run)
    {
        const int Chunk = 4096;
        run.ParallelFor((scores.Length + Chunk - 1) / Chunk, c =>
        {
            for (int i = c * Chunk; i < Math.Min(scores.Length, (c + 1) * Chunk); i++)
                scores[i] += factor * Tree.LeafValue[LeafOf(rows.Row(i))];
        });
    }
}
