using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The metrics that a report has for every model.</summary>
internal static class MetricSet
{
    /// <summary>Metrics of single queries at list length k and, where they have one, over the full list.</summary>
    /// <param name="k">Length of the lists.</param>
    /// <param name="surprise">Bits of surprise of each item.</param>
    /// <param name="text">What tells how unlike two items are, or null when items have no text.</param>
    public static IReadOnlyList<QueryMetric> ForQueries(int k, float[] surprise, TfIdfModel? text)
    {
        var metrics = new List<QueryMetric>
        {
            new($"ndcg@{k}", (ranks, _, _) => RankingMetrics.Ndcg(ranks, k)),
            new($"hr@{k}", (ranks, _, _) => RankingMetrics.HitRate(ranks, k)),
            new($"recall@{k}", (ranks, _, _) => RankingMetrics.Recall(ranks, k)),
            new($"precision@{k}", (ranks, _, _) => RankingMetrics.Precision(ranks, k)),
            new($"map@{k}", (ranks, _, _) => RankingMetrics.AveragePrecision(ranks, k)),
            new($"mrr@{k}", (ranks, _, _) => RankingMetrics.ReciprocalRank(ranks, k)),
            new("ndcg", (ranks, _, _) => RankingMetrics.Ndcg(ranks, int.MaxValue)),
            new("map", (ranks, _, _) => RankingMetrics.AveragePrecision(ranks, int.MaxValue)),
            new("auc", (ranks, candidates, _) => RankingMetrics.Auc(ranks, candidates)),
            new($"novelty@{k}", (_, _, top) => ListMetrics.Novelty(top, surprise)),
        };
        if (text is not null)
            metrics.Add(new($"ild@{k}", (_, _, top) => ListMetrics.IntraListDistance(top, (a, b) => 1 - text.Similarity(a, b))));
        return metrics;
    }

    /// <summary>Whether differences of this metric between models are reported.</summary>
    public static bool IsCompared(string name) => !name.StartsWith("novelty", StringComparison.Ordinal) && !name.StartsWith("ild", StringComparison.Ordinal)
        && !name.StartsWith("coverage", StringComparison.Ordinal) && !name.StartsWith("gini", StringComparison.Ordinal);
}
