using Recsys.MLNet.Models;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>Trees of random splits: they cost what trained ones cost, and mean nothing.</summary>
internal static class RandomTrees
{
    public static TreeEnsemble Grow(int trees, int leaves, IReadOnlyList<string> features)
    {
        var random = new GeneratorRandom(5, 1);
        return new TreeEnsemble([.. Enumerable.Range(0, trees).Select(_ => Grow(leaves, features.Count, random))], features, "lambdarank");
    }

    private static RegressionTree Grow(int leaves, int features, GeneratorRandom random)
    {
        int nodes = leaves - 1;
        var (left, right) = (new int[nodes], new int[nodes]);
        (left[0], right[0]) = (~0, ~1);
        for (int node = 1; node < nodes; node++)
        {
            int leaf = random.Below(node + 1); // any leaf so far becomes a node
            int parent = Array.FindIndex(left, 0, node, c => c == ~leaf);
            if (parent >= 0)
                left[parent] = node;
            else
                right[Array.FindIndex(right, 0, node, c => c == ~leaf)] = node;
            (left[node], right[node]) = (~leaf, ~(node + 1));
        }
        return new RegressionTree
        {
            LeafCount = leaves,
            SplitFeature = [.. Enumerable.Range(0, nodes).Select(_ => random.Below(features))],
            SplitGain = new float[nodes],
            Threshold = [.. Enumerable.Range(0, nodes).Select(_ => 3 * random.Normal())],
            DecisionType = [.. Enumerable.Repeat((byte)((byte)MissingKind.NaN << 2 | RegressionTree.DefaultLeft), nodes)],
            Left = left,
            Right = right,
            LeafValue = [.. Enumerable.Range(0, leaves).Select(_ => 0.01 * random.Normal())],
            LeafWeight = new double[leaves],
            LeafRows = new int[leaves],
            NodeValue = new double[nodes],
            NodeWeight = new double[nodes],
            NodeRows = new int[nodes],
        };
    }
}
