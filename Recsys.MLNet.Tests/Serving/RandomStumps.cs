using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Serving;

/// <summary>Trees of one split each on features at random: a ranker that reads features and means nothing.</summary>
internal static class RandomStumps
{
    public static TreeEnsemble Grow(IReadOnlyList<string> names)
    {
        var random = new RandomStream(1, "stumps");
        return new TreeEnsemble([.. Enumerable.Range(0, 30).Select(_ => new RegressionTree
        {
            LeafCount = 2, SplitFeature = [random.NextInt(names.Count)], SplitGain = [1], Threshold = [random.NextGaussian()], DecisionType = [(byte)MissingKind.NaN << 2], Left = [~0], Right = [~1],
            LeafValue = [random.NextDouble(), random.NextDouble()], LeafWeight = [1, 1], LeafRows = [1, 1], NodeValue = [0], NodeWeight = [2], NodeRows = [2],
        })], names, "lambdarank");
    }
}
