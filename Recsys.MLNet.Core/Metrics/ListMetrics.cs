namespace Recsys.MLNet.Metrics;

/// <summary>What recommended lists are like, whatever is relevant: how much of the catalogue, how even, how novel, how varied.</summary>
/// <remarks>
/// <code>
/// coverage = items recommended at least once ÷ items
/// Gini     = Σ_i (2i − N − 1)·c_i ÷ (N·Σ c)     c ascending, i from 1; 0 all alike, towards 1 a few items have all
/// novelty  = mean of −log2 p(item), p the item's share of past interactions, one added to each count
/// ILD      = mean distance over the pairs of one list
/// </code>
/// Shapes: counts (N items), the number of lists an item is in.
/// Castells, Vargas and Wang 2011, "Novelty and diversity metrics for recommender systems", §4.
/// </remarks>
public static class ListMetrics
{
    /// <summary>Share of the items that are in at least one list.</summary>
    public static double Coverage(ReadOnlySpan<int> counts)
    {
        int covered = 0;
        foreach (int count in counts)
            covered += count > 0 ? 1 : 0;
        return counts.IsEmpty ? 0 : (double)covered / counts.Length;
    }

    /// <summary>Inequality of the number of lists items are in; 0 when no item is in any.</summary>
    public static double Gini(ReadOnlySpan<int> counts)
    {
        var ascending = counts.ToArray();
        Array.Sort(ascending);
        double weighted = 0, total = 0;
        for (int i = 0; i < ascending.Length; i++)
        {
            weighted += (2.0 * (i + 1) - ascending.Length - 1) * ascending[i];
            total += ascending[i];
        }
        return total > 0 ? weighted / (ascending.Length * total) : 0;
    }

    /// <summary>Bits of surprise of each item: −log2 of its share of the past interactions.</summary>
    /// <param name="interactions">(N) past interactions of each item.</param>
    public static float[] Surprise(ReadOnlySpan<int> interactions)
    {
        double total = 0;
        foreach (int count in interactions)
            total += count + 1;
        var bits = new float[interactions.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = (float)-Math.Log2((interactions[i] + 1) / total);
        return bits;
    }

    /// <summary>Mean surprise of a list; NaN when it is empty.</summary>
    public static double Novelty(ReadOnlySpan<int> list, ReadOnlySpan<float> surprise)
    {
        double sum = 0;
        foreach (int item in list)
            sum += surprise[item];
        return sum / list.Length;
    }

    /// <summary>Mean distance over the pairs of a list; NaN when there is no pair.</summary>
    public static double IntraListDistance(ReadOnlySpan<int> list, Func<int, int, double> distance)
    {
        ArgumentNullException.ThrowIfNull(distance);
        double sum = 0;
        for (int i = 1; i < list.Length; i++)
            for (int j = 0; j < i; j++)
                sum += distance(list[i], list[j]);
        return sum / (list.Length * (list.Length - 1L) / 2);
    }
}
