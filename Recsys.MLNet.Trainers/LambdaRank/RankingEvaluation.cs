using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Measures a model on rows: NDCG as LightGBM counts it, or the loss of the other objectives.</summary>
public static class RankingEvaluation
{
    /// <summary>Measures on a file, row by row, without holding its features.</summary>
    public static IReadOnlyDictionary<string, double> MeasureFile(TreeEnsemble model, string path, LambdaRankOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scores = new List<double>();
        RankingFile.Score(path, model, (_, _, score) =>
        {
            scores.Add(score);
            return true;
        });
        var (labels, groups, weights) = RankingFile.Labels(path);
        RankingChecks.Labels(labels, groups, options);
        return TreeMetrics.Measure(options, [.. scores], labels, groups, weights).ToDictionary(m => m.Name, m => m.Value);
    }

    /// <summary>Metrics by name, such as <c>ndcg@10</c>. A query without a relevant document counts as NDCG 1.</summary>
    public static IReadOnlyDictionary<string, double> Measure(TreeEnsemble model, RankingDataset data, LambdaRankOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        RankingChecks.Labels(data.Labels, data.GroupSizes, options);
        var scores = new float[data.Rows];
        model.Score(data.Features, scores);
        return TreeMetrics.Measure(options, Array.ConvertAll(scores, s => (double)s), data.Labels, data.GroupSizes, data.Weights).ToDictionary(m => m.Name, m => m.Value);
    }
}
