namespace Recsys.MLNet.Metrics;

/// <summary>Metrics of one query with relevant and other items, from the ranks of the relevant ones.</summary>
/// <remarks>
/// <code>
/// DCG@k  = Σ_{r &lt; k} 1 / log2(r + 2)       NDCG@k = DCG@k ÷ DCG@k of ranks 0..min(R,k)−1
/// AP@k   = Σ_{r &lt; k} (relevant up to and with r) / (r + 1) ÷ min(R, k)
/// AUC    = share of (relevant, other) pairs in the right order
/// </code>
/// Shapes: ranks (R), ascending, 0 is the top. k at or above the number of candidates means the full list.
/// Invariants the tests hold: all values in 0..1; 1 when the relevant items lead; moving one up never lowers a value.
/// Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", §2.
/// </remarks>
public static class RankingMetrics
{
    /// <summary>Normalised discounted cumulative gain of the first k.</summary>
    public static double Ndcg(ReadOnlySpan<int> ranks, int k)
    {
        if (ranks.IsEmpty)
            return 0;
        double gain = 0, ideal = 0;
        foreach (int rank in ranks)
            if (rank < k)
                gain += Discount(rank);
        int reachable = Math.Min(ranks.Length, k);
        for (int i = 0; i < reachable; i++)
            ideal += Discount(i);
        return gain / ideal;
    }

    /// <summary>Share of the relevant items that are within the first k.</summary>
    public static double Recall(ReadOnlySpan<int> ranks, int k) => ranks.IsEmpty ? 0 : (double)Hits(ranks, k) / ranks.Length;

    /// <summary>Share of the first k places that hold a relevant item.</summary>
    public static double Precision(ReadOnlySpan<int> ranks, int k) => (double)Hits(ranks, k) / k;

    /// <summary>1 when a relevant item is within the first k, else 0.</summary>
    public static double HitRate(ReadOnlySpan<int> ranks, int k) => !ranks.IsEmpty && ranks[0] < k ? 1 : 0;

    /// <summary>One over the place of the first relevant item, 0 when it is not within the first k.</summary>
    public static double ReciprocalRank(ReadOnlySpan<int> ranks, int k) => !ranks.IsEmpty && ranks[0] < k ? 1.0 / (ranks[0] + 1) : 0;

    /// <summary>Average precision of the first k: its mean over queries is MAP.</summary>
    public static double AveragePrecision(ReadOnlySpan<int> ranks, int k)
    {
        if (ranks.IsEmpty)
            return 0;
        double sum = 0;
        for (int i = 0; i < ranks.Length && ranks[i] < k; i++)
            sum += (i + 1.0) / (ranks[i] + 1);
        return sum / Math.Min(ranks.Length, k);
    }

    /// <summary>Area under the ROC curve; NaN when every candidate is relevant, for then there is no pair to order.</summary>
    /// <param name="ranks">Ranks of the relevant items.</param>
    /// <param name="candidates">Number of candidates, relevant ones included.</param>
    public static double Auc(ReadOnlySpan<int> ranks, int candidates)
    {
        long others = candidates - ranks.Length;
        if (others <= 0 || ranks.IsEmpty)
            return double.NaN;
        long wrong = 0;
        for (int i = 0; i < ranks.Length; i++)
            wrong += ranks[i] - i; // others that stand above the i-th relevant item
        return 1 - wrong / ((double)others * ranks.Length);
    }

    private static int Hits(ReadOnlySpan<int> ranks, int k)
    {
        int hits = 0;
        while (hits < ranks.Length && ranks[hits] < k)
            hits++;
        return hits;
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 2.0);
}
