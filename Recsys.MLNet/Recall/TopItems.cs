using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        for (int i = NextAbove(scores, 0, threshold); i < scores.Length; i = NextAbove(scores, i + 1, threshold))
        {
            float score = scores[i];
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
        TensorPrimitives.Negate(heap, heap); // ascending needs no comparer
        heap.Sort(places);
        TensorPrimitives.Negate(heap, heap);
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

    /// <summary>The first place from one on whose score is above the bar, which NaN never is; the length when there is none. Four vectors at a time, as nearly all scores are below.</summary>
    private static int NextAbove(ReadOnlySpan<float> scores, int from, float bar)
    {
        int lanes = Vector<float>.Count;
        var bound = new Vector<float>(bar);
        ref float first = ref MemoryMarshal.GetReference(scores);
        for (; from <= scores.Length - 4 * lanes; from += 4 * lanes)
        {
            ref float at = ref Unsafe.Add(ref first, from);
            var above = Vector.GreaterThan(Vector.LoadUnsafe(ref at), bound) | Vector.GreaterThan(Vector.LoadUnsafe(ref at, (nuint)lanes), bound)
                | Vector.GreaterThan(Vector.LoadUnsafe(ref at, (nuint)(2 * lanes)), bound) | Vector.GreaterThan(Vector.LoadUnsafe(ref at, (nuint)(3 * lanes)), bound);
            if (above != Vector<int>.Zero)
                break;
        }
        while (from < scores.Length && !(scores[from] > bar))
            from++;
        return from;
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
