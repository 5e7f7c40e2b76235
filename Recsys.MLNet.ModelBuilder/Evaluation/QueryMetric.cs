namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A metric that has a value for each query.</summary>
/// <param name="Name">Its name in reports, such as <c>ndcg@10</c>.</param>
/// <param name="Value">Computes it; NaN where it has no meaning.</param>
internal sealed record QueryMetric(string Name, QueryMetric.Function Value)
{
    /// <summary>Computes a metric of one query.</summary>
    /// <param name="ranks">Ranks of the relevant items, ascending.</param>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="top">The first k items.</param>
    public delegate double Function(ReadOnlySpan<int> ranks, int candidates, ReadOnlySpan<int> top);
}
