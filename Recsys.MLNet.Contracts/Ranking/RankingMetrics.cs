namespace Microsoft.ML.Data;

/// <summary>Mean DCG and NDCG over groups, at 1, 2, ….</summary>
public sealed class RankingMetrics
{
    internal RankingMetrics(double[] ndcg, double[] dcg) => (NormalizedDiscountedCumulativeGains, DiscountedCumulativeGains) = (ndcg, dcg);

    public IReadOnlyList<double> NormalizedDiscountedCumulativeGains { get; }
    public IReadOnlyList<double> DiscountedCumulativeGains { get; }
}
