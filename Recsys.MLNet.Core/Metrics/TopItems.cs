namespace Recsys.MLNet.Metrics;

/// <summary>The first items of a query's ranking.</summary>
public static class TopItems
{
    /// <summary>The <paramref name="count"/> best candidates, best first; fewer when there are fewer candidates.</summary>
    public static int[] Select(ReadOnlySpan<float> scores, int count, TieOrder order)
    {
        var into = new int[Math.Min(count, scores.Length)];
        return into.AsSpan(0, Select(scores, order, into)).ToArray();
    }

    /// <summary>Fills <paramref name="into"/> with the best candidates, best first, and returns how many there were.</summary>
    public static int Select(ReadOnlySpan<float> scores, TieOrder order, Span<int> into)
    {
        if (into.Length * 8L >= scores.Length)
            return SortAll(scores, order, into);
        // A heap of the best so far with the worst of them at its root; most items fail the first comparison.
        int size = 0;
        float least = float.NegativeInfinity;
        ulong leastKey = 0;
        for (int item = 0; item < scores.Length; item++)
        {
            float score = scores[item];
            if (score == CandidateScores.Excluded)
                continue;
            if (size < into.Length)
            {
                into[size++] = item;
                SiftUp(scores, order, into, size - 1);
            }
            else if (size > 0 && (score > least || (score == least && order.KeyOf(item) > leastKey)))
            {
                into[0] = item;
                SiftDown(scores, order, into[..size]);
            }
            else
            {
                continue;
            }
            if (size == into.Length)
                (least, leastKey) = (scores[into[0]], order.KeyOf(into[0]));
        }
        SortBest(scores, order, into[..size]);
        return size;
    }

    private static int SortAll(ReadOnlySpan<float> scores, TieOrder order, Span<int> into)
    {
        var items = new int[scores.Length];
        int count = 0;
        for (int i = 0; i < scores.Length; i++)
            if (scores[i] != CandidateScores.Excluded)
                items[count++] = i;
        SortBest(scores, order, items.AsSpan(0, count));
        int kept = Math.Min(count, into.Length);
        items.AsSpan(0, kept).CopyTo(into);
        return kept;
    }

    private static void SortBest(ReadOnlySpan<float> scores, TieOrder order, Span<int> items)
    {
        var keys = new (float Score, ulong Key)[items.Length];
        for (int i = 0; i < items.Length; i++)
            keys[i] = (scores[items[i]], order.KeyOf(items[i]));
        keys.AsSpan().Sort(items, static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : b.Key.CompareTo(a.Key));
    }

    private static void SiftUp(ReadOnlySpan<float> scores, TieOrder order, Span<int> heap, int at)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!order.Before(scores[heap[parent]], heap[parent], scores[heap[at]], heap[at]))
                return;
            (heap[parent], heap[at]) = (heap[at], heap[parent]);
            at = parent;
        }
    }

    private static void SiftDown(ReadOnlySpan<float> scores, TieOrder order, Span<int> heap)
    {
        for (int at = 0; ;)
        {
            int worst = at;
            for (int child = 2 * at + 1; child <= 2 * at + 2 && child < heap.Length; child++)
                if (order.Before(scores[heap[worst]], heap[worst], scores[heap[child]], heap[child]))
                    worst = child;
            if (worst == at)
                return;
            (heap[worst], heap[at]) = (heap[at], heap[worst]);
            at = worst;
        }
    }
}
