namespace Recsys.MLNet.Metrics;

/// <summary>Where the relevant items of one query stand among its candidates.</summary>
/// <remarks>
/// <code>rank(r) = #{ candidate c ≠ r : c stands before r }          0 is the top</code>
/// Shapes: scores (N) over all items, −∞ for those that are no candidates; relevant and ranks (R).
/// O(R·N) while R is small, one sort of the candidates when it is not.
/// </remarks>
public static class RelevantRanks
{
    private const int CountingLimit = 12;

    /// <summary>Writes the ranks, ascending; which item has which is not kept. Every relevant item must be a candidate.</summary>
    public static void Compute(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, TieOrder order, Span<int> ranks)
    {
        if (ranks.Length != relevant.Length)
            throw new ArgumentException($"ranks holds {ranks.Length} places; expected one for each of {relevant.Length} relevant items.");
        foreach (int item in relevant)
            if (scores[item] == CandidateScores.Excluded)
                throw new ArgumentException($"Relevant item {item} is excluded from the candidates; drop it from the relevant items first.");
        if (relevant.Length <= CountingLimit)
            Count(scores, relevant, order, ranks);
        else
            Sort(scores, relevant, order, ranks);
        ranks.Sort();
    }

    private static void Count(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, TieOrder order, Span<int> ranks)
    {
        for (int r = 0; r < relevant.Length; r++)
        {
            float own = scores[relevant[r]];
            int above = 0, equal = 0;
            foreach (float score in scores)
            {
                above += score > own ? 1 : 0;
                equal += score == own ? 1 : 0;
            }
            ranks[r] = equal > 1 ? above + TiedAbove(scores, own, relevant[r], order) : above;
        }
    }

    private static int TiedAbove(ReadOnlySpan<float> scores, float own, int item, TieOrder order)
    {
        ulong key = order.KeyOf(item);
        int above = 0;
        for (int i = 0; i < scores.Length; i++)
            if (scores[i] == own && order.KeyOf(i) is var other && (other > key || (other == key && i < item)))
                above++;
        return above;
    }

    private static void Sort(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, TieOrder order, Span<int> ranks)
    {
        var sorted = TopItems.Select(scores, scores.Length, order);
        var place = new int[scores.Length];
        for (int i = 0; i < sorted.Length; i++)
            place[sorted[i]] = i;
        for (int r = 0; r < relevant.Length; r++)
            ranks[r] = place[relevant[r]];
    }
}
