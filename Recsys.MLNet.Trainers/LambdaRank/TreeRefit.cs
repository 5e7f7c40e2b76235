using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Gives the leaves of a model new values from new data and keeps its splits.</summary>
/// <remarks>
/// <code>value = decay·old + (1 − decay)·shrinkage·(−Σ grad / (Σ hess + λ₂))        over the new rows of the leaf</code>
/// tree after tree, gradients taken at the scores of the trees before. A leaf that no new row reaches keeps its value.
/// </remarks>
internal static class TreeRefit
{
    public static TreeEnsemble Run(TreeEnsemble model, RankingDataset data, LambdaRankOptions options, RunSettings run)
    {
        var objective = TreeBooster.CreateObjective(options, data.Labels, data.GroupSizes, data.Weights, data.Positions);
        int rows = data.Rows;
        var scores = new double[rows];
        var (grad, hess) = (new float[rows], new float[rows]);
        var leafOf = new int[rows];
        var trees = new List<RegressionTree>();
        using var crew = new WorkCrew(run.EffectiveThreads, run.Cancellation);
        foreach (var tree in model.Trees)
        {
            objective.Gradients(scores, grad, hess, trees.Count, run, crew);
            run.ParallelFor(rows, i => leafOf[i] = tree.LeafOf(data.Features.Row(i)));
            var (g, h, n) = (new double[tree.LeafCount], new double[tree.LeafCount], new int[tree.LeafCount]);
            for (int i = 0; i < rows; i++)
            {
                g[leafOf[i]] += grad[i];
                h[leafOf[i]] += hess[i];
                n[leafOf[i]]++;
            }
            var values = new double[tree.LeafCount];
            for (int leaf = 0; leaf < values.Length; leaf++)
            {
                var rule = new FullLeafRule(options with { PathSmooth = 0 }, 0, 0, new LeafSums(0, n[leaf], 0, double.NegativeInfinity, double.PositiveInfinity));
                double fresh = rule.Output(g[leaf], h[leaf] + 1e-15, n[leaf]) * tree.Shrinkage;
                values[leaf] = n[leaf] == 0 ? tree.LeafValue[leaf] : options.RefitDecayRate * tree.LeafValue[leaf] + (1 - options.RefitDecayRate) * fresh;
            }
            trees.Add(tree.WithLeafValues(values));
            for (int i = 0; i < rows; i++)
                scores[i] += values[leafOf[i]];
            run.Report("refit", (double)trees.Count / model.TreeCount);
        }
        return new TreeEnsemble(trees, model.FeatureNames, model.Objective, model.FeatureInfos, model.Parameters);
    }
}
