namespace Recsys.MLNet.Recall;

/// <summary>The greatest scores above 0 of a list, best first.</summary>
internal static class TopItems
{
    /// <summary>Writes the places of the greatest scores; equal scores in ascending place.</summary>
    /// <param name="scores">(N).</param>
    /// <param name="places">(K) room for the result.</param>
    /// <param name="heap">(K) scratch.</param>
    /// <returns>How many there are, at most K.</returns>
    public static int Select(ReadOnlySpan<float> scores, Span<int> places, Span<float> heap)
    {
        int count = 0;
        if (places.Length == 0)
            return 0;
        float threshold = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            float score = scores[i];
            if (!(score > threshold)) // also leaves out NaN
                continue;
            if (count < places.Length)
            {
                Up(heap, places, count++, score, i);
                if (count == places.Length)
                    threshold = heap[0];
            }
            else
            {
                Down(heap, places, count, score, i);
                threshold = heap[0];
            }
        }
        heap = heap[..count];
        places = places[..count];
        heap.Sort(places, static (a, b) => b.CompareTo(a));
        // Ascending places among equal scores: the heap's order is arbitrary there.
        for (int from = 0; from < count;)
        {
            int to = from + 1;
            while (to < count && heap[to] == heap[from])
                to++;
            places[from..to].Sort();
            from = to;
        }
        return count;
    }

    private static void Up(Span<float> heap, Span<int> places, int at, float score, int place)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (heap[parent] <= score)
                break;
            (heap[at], places[at]) = (heap[parent], places[parent]);
            at = parent;
        }
        (heap[at], places[at]) = (score, place);
    }

    private static void Down(Span<float> heap, Span<int> places, int count, float score, int place)
    {
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= count)
                break;
            if (child + 1 < count && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= score)
                break;
            (heap[at], places[at]) = (heap[child], places[child]);
            at = child;
        }
        (heap[at], places[at]) = (score, place);
    }
}
