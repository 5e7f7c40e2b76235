namespace Recsys.MLNet.Metrics;

/// <summary>A metric with one value for each query; reports give its mean with an interval.</summary>
public interface IListMetric
{
    /// <summary>Its name in reports, in lower case; one that judges the first k items ends in <c>@k</c>, such as <c>ndcg@10</c>.</summary>
    /// <param name="k">Length of the lists that are judged.</param>
    string Name(int k);

    /// <summary>The value of one query; NaN where it has no meaning.</summary>
    /// <param name="ranks">Ranks of the relevant items from 1, ascending.</param>
    /// <param name="candidates">How many candidates were ranked.</param>
    /// <param name="top">Numbers of the first k items.</param>
    double Value(ReadOnlySpan<int> ranks, int candidates, ReadOnlySpan<int> top);
}
