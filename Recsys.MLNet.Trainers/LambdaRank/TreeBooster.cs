using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>The boosting loop over binned data: gradients, a tree, its scores, the metrics, and when to stop.</summary>
internal sealed class TreeBooster(LambdaRankOptions options, RunSettings run)
{
    private const int StretchRows = 1 << 13;

    public IReadOnlyList<RegressionTree> Fit(BinnedDataset train, BinnedDataset? valid, IList<TrainingRound>? rounds)
    {
        var objective = CreateObjective(options, train.Labels, train.GroupSizes, train.Weights, train.Positions);
        var trees = new List<RegressionTree>();
        var scores = train.InitialScores?.ToArray() ?? new double[train.Rows.Rows];
        var validScores = valid?.InitialScores?.ToArray() ?? new double[valid?.Rows.Rows ?? 0];
        double start = options.BoostFromAverage && train.InitialScores is null ? objective.InitialScore() : 0;
        AddTo(scores, start);
        AddTo(validScores, start);

        var grad = new float[scores.Length];
        var hess = new float[scores.Length];
        var packed = new PackedGradients(scores.Length);
        using var crew = new WorkCrew(run.EffectiveThreads, run.Cancellation);
        using var grower = new TreeGrower(train.Rows, train.Layout.Slots, options, run, crew);
        var bag = new RowBag(options, train.GroupSizes, scores.Length, run);
        var stopping = new EarlyStopping(options);
        for (int t = 0; t < options.Trees; t++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            objective.Gradients(scores, grad, hess, t, run, crew);
            int[]? sample = bag.Draw(t);
            packed.Pack(grad, hess, crew);
            var grown = grower.Grow(packed, sample, t);
            if (grown.Tree.LeafCount == 1)
                break; // nothing left that a split would gain
            AddScores(grown, grower.Partition, sample, train.Rows, scores, crew);
            trees.Add(Finished(grown.Tree, trees.Count == 0 ? start : 0));
            string? message = null;
            if (valid is not null)
            {
                grown.AddTo(validScores, valid.Rows, options.LearningRate, run);
                var metrics = TreeMetrics.Measure(options, validScores, valid.Labels, valid.GroupSizes, valid.Weights);
                rounds?.Add(new TrainingRound(trees.Count, metrics.ToDictionary(m => m.Name, m => m.Value)));
                message = FormattableString.Invariant($"valid {metrics[^1].Name} {metrics[^1].Value:F5}");
                if (stopping.ShouldStop(trees.Count, metrics[^1].Value))
                {
                    run.Report("lambdarank", 1, FormattableString.Invariant($"stopped early, best at {stopping.Best} trees"));
                    break;
                }
            }
            run.Report("lambdarank", (t + 1.0) / options.Trees, message);
        }
        if (trees.Count == 0)
            trees.Add(RegressionTree.Constant(start, scores.Length));
        if (valid is not null && options.EarlyStoppingRounds > 0 && stopping.Best > 0)
            trees.RemoveRange(stopping.Best, trees.Count - stopping.Best);
        return trees;
    }

    public static ITreeObjective CreateObjective(LambdaRankOptions options, float[] labels, int[] groupSizes, float[]? weights, int[]? positions) =>
        options.Objective switch
        {
            TreeObjective.LambdaRank => new LambdaRankObjective(options, labels, groupSizes, weights, positions),
            TreeObjective.RankXendcg => new RankXendcgObjective(labels, groupSizes, weights),
            TreeObjective.Regression => new RegressionObjective(labels, weights),
            TreeObjective.Binary => new BinaryObjective(options, labels, weights),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Objective, "unknown objective"),
        };

    private void AddScores(GrownTree grown, RowPartition partition, int[]? sample, BinnedRows rows, double[] scores, WorkCrew crew)
    {
        if (sample is not null)
        {
            grown.AddTo(scores, rows, options.LearningRate, run); // rows outside the sample have no leaf yet
            return;
        }
        // By stretches of rows, not by leaves: the rows of two leaves lie among each other, and threads must not write to the same cache lines.
        crew.For((scores.Length + StretchRows - 1) / StretchRows, (stretch, _) =>
        {
            int from = stretch * StretchRows, to = from + StretchRows;
            for (int leaf = 0; leaf < grown.Tree.LeafCount; leaf++)
            {
                var own = partition.RowsOf(leaf); // ascending
                double value = grown.Tree.LeafValue[leaf] * options.LearningRate;
                int first = own.BinarySearch(from);
                for (int i = first < 0 ? ~first : first; i < own.Length && own[i] < to; i++)
                    scores[own[i]] += value;
            }
        });
    }

    private RegressionTree Finished(RegressionTree tree, double bias)
    {
        Scale(tree.LeafValue, bias);
        Scale(tree.NodeValue, bias);
        tree.Shrinkage = bias != 0 ? 1 : options.LearningRate;
        return tree;
    }

    private void Scale(double[] values, double bias)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] * options.LearningRate + bias;
    }

    private static void AddTo(double[] scores, double start)
    {
        if (start != 0)
            for (int i = 0; i < scores.Length; i++)
                scores[i] += start;
    }
}
