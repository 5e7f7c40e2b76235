using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Measures a model on rows: NDCG as LightGBM counts it, or the loss of the other objectives.</summary>
public static class RankingEvaluation
{
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
