namespace Recsys.MLNet.Metrics;

/// <summary>NDCG of a list whose items are judged in grades.</summary>
/// <remarks>
/// <code>DCG@k = Σ_{r &lt; k} (2^label(r) − 1) / log2(r + 2)       NDCG@k = DCG@k ÷ the largest possible DCG@k</code>
/// Gains 0, 1, 3, 7, 15 … as in LightGBM. ML.NET's own <c>Ranking.Evaluate</c> uses 0, 3, 7, 15, 31: graded values of the two
/// do not compare. Burges et al. 2005, "Learning to rank using gradient descent", §6.
/// </remarks>
public static class GradedNdcg
{
    /// <summary>NDCG of the first k of <paramref name="ranked"/>.</summary>
    /// <param name="ranked">Labels in the order of the list.</param>
    /// <param name="k">Places that count.</param>
    /// <param name="whenNothingRelevant">Value of a list without a label above 0: 1 in LightGBM, NaN to leave it out.</param>
    public static double Compute(ReadOnlySpan<float> ranked, int k, double whenNothingRelevant = double.NaN)
    {
        var ideal = ranked.ToArray();
        ideal.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        double best = Gain(ideal, k);
        return best > 0 ? Gain(ranked, k) / best : whenNothingRelevant;
    }

    private static double Gain(ReadOnlySpan<float> labels, int k)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length && i < k; i++)
            sum += (Math.Pow(2, labels[i]) - 1) / Math.Log2(i + 2.0);
        return sum;
    }
}
