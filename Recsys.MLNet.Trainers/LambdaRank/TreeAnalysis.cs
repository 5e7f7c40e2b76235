using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>What a model rests on: permutation importance and pairs of features that act together.</summary>
public static class TreeAnalysis
{
    /// <summary>How much the metric falls when one feature's values are shuffled among the rows: what the model loses without it on this data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows it was not fitted on.</param>
    /// <param name="options">Names the objective and the metric: the last of <see cref="LambdaRankOptions.EvalAt"/>.</param>
    /// <param name="run">Seed and threads.</param>
    /// <returns>(F); about 0 for a feature that the model does not need, positive where it is worse without it.</returns>
    public static double[] PermutationImportance(TreeEnsemble model, RankingDataset data, LambdaRankOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        double sign = TreeMetrics.HigherIsBetter(options) ? 1 : -1;
        double whole = Measure(model, data.Features, data, options);
        var used = model.Importance(TreeImportance.Splits);
        var fall = new double[model.FeatureCount];
        run.ParallelFor(model.FeatureCount, f =>
        {
            if (used[f] == 0)
                return;
            var shuffled = new RowMatrix(data.Rows, model.FeatureCount, [.. data.Features.Values]);
            int[] from = run.Random("lambdarank.permutation", f).Permutation(data.Rows);
            for (int i = 0; i < from.Length; i++)
                shuffled.Row(i)[f] = data.Features.Row(from[i])[f];
            fall[f] = sign * (whole - Measure(model, shuffled, data, options));
        });
        return fall;
    }

    /// <summary>Pairs of features, by the gain of splits on one right below splits on the other; most first.</summary>
    public static IReadOnlyList<(int First, int Second, double Gain)> InteractionPairs(TreeEnsemble model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var gains = new Dictionary<(int, int), double>();
        foreach (var tree in model.Trees)
            for (int n = 0; n < tree.NodeCount; n++)
                foreach (int child in (int[])[tree.Left[n], tree.Right[n]])
                {
                    if (child < 0 || tree.SplitFeature[child] == tree.SplitFeature[n])
                        continue;
                    var pair = (Math.Min(tree.SplitFeature[n], tree.SplitFeature[child]), Math.Max(tree.SplitFeature[n], tree.SplitFeature[child]));
                    gains[pair] = gains.GetValueOrDefault(pair) + tree.SplitGain[child];
                }
        return [.. gains.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Select(p => (p.Key.Item1, p.Key.Item2, p.Value))];
    }

    private static double Measure(TreeEnsemble model, RowMatrix rows, RankingDataset data, LambdaRankOptions options)
    {
        var scores = new float[rows.Rows];
        model.Score(rows, scores);
        return TreeMetrics.Measure(options, Array.ConvertAll(scores, s => (double)s), data.Labels, data.GroupSizes, data.Weights)[^1].Value;
    }
}
