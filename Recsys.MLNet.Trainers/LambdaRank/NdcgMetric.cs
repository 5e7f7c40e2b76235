namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>NDCG@k as LightGBM measures it: log₂ discounts, ties in row order, a query without a relevant document counts as 1.</summary>
internal static class NdcgMetric
{
    /// <summary>Gains by label: the option's, or 2^label − 1.</summary>
    public static double[] Gains(LambdaRankOptions options)
    {
        if (options.LabelGain.Count > 0)
            return [.. options.LabelGain];
        var gains = new double[LambdaRankObjective.DefaultGains];
        for (int label = 0; label < gains.Length; label++)
            gains[label] = (1 << label) - 1;
        return gains;
    }

    public static double Discount(int rank) => 1 / Math.Log2(2.0 + rank);

    /// <summary>The best DCG@k that these labels allow.</summary>
    public static double IdealDcg(ReadOnlySpan<float> labels, double[] gains, int k)
    {
        var rowsOf = new int[gains.Length];
        foreach (float label in labels)
            rowsOf[(int)label]++;
        double dcg = 0;
        int rank = 0;
        for (int label = gains.Length - 1; label >= 0; label--)
            for (int i = 0; i < rowsOf[label] && rank < k; i++)
                dcg += Discount(rank++) * gains[label];
        return dcg;
    }

    /// <summary>Mean over queries for every k.</summary>
    public static double[] Mean(double[] scores, float[] labels, int[] groupSizes, IReadOnlyList<int> places, double[] gains, float[]? weights = null)
    {
        var sums = new double[places.Count];
        double total = 0;
        int start = 0;
        foreach (int size in groupSizes)
        {
            double weight = weights is null ? 1 : weights[start]; // a query's weight is that of its rows
            AddQuery(scores.AsSpan(start, size), labels.AsSpan(start, size), places, gains, weight, sums);
            total += weight;
            start += size;
        }
        for (int i = 0; i < sums.Length; i++)
            sums[i] = total > 0 ? sums[i] / total : 0;
        return sums;
    }

    private static void AddQuery(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, IReadOnlyList<int> places, double[] gains, double weight, double[] sums)
    {
        var keys = new (double Score, int Row)[scores.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = (-scores[i], i);
        Array.Sort(keys);
        for (int p = 0; p < places.Count; p++)
        {
            double ideal = IdealDcg(labels, gains, places[p]);
            if (ideal <= 0)
            {
                sums[p] += weight;
                continue;
            }
            double dcg = 0;
            for (int rank = 0; rank < Math.Min(places[p], keys.Length); rank++)
                dcg += gains[(int)labels[keys[rank].Row]] * Discount(rank);
            sums[p] += weight * dcg / ideal;
        }
    }
}
