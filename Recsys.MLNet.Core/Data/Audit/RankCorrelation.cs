namespace Recsys.MLNet.Data.Audit;

/// <summary>Spearman's rank correlation and the rank form of AUC, ties sharing their mean rank.</summary>
/// <remarks>
/// <code>
/// ρ = corr(rank x, rank y)
/// AUC = (Σ rank of positives − P(P+1)/2) / (P·N)
/// </code>
/// Shapes: x, y (n). NaN with fewer than two different values. O(n log n).
/// </remarks>
internal static class RankCorrelation
{
    public static double Spearman(double[] x, double[] y)
    {
        if (x.Length < 2)
            return double.NaN;
        double[] a = Ranks(x), b = Ranks(y);
        double mean = (a.Length - 1) / 2.0, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return aa == 0 || bb == 0 ? double.NaN : ab / Math.Sqrt(aa * bb);
    }

    public static double Auc(double[] scores, bool[] positive)
    {
        double[] ranks = Ranks(scores);
        double positives = 0, sum = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            if (!positive[i])
                continue;
            positives++;
            sum += ranks[i] + 1;
        }
        double negatives = ranks.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (sum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((double[])values.Clone(), order);
        var ranks = new double[values.Length];
        for (int from = 0; from < order.Length;)
        {
            int to = from + 1;
            while (to < order.Length && values[order[to]] == values[order[from]])
                to++;
            for (int i = from; i < to; i++)
                ranks[order[i]] = (from + to - 1) / 2.0;
            from = to;
        }
        return ranks;
    }
}
