using System.Buffers;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>What users turn to near the user's last items, from the lists that every event updates: in the very next answer.</summary>
/// <remarks><code>score[c] = Σ_a γ^a · w(h_a → c) / Σ_c' w(h_a → c')          h_0 the last item, a &lt; history</code></remarks>
/// <param name="history">How many of the last items count.</param>
/// <param name="decay">γ, the weight of an item against the one after it.</param>
/// <param name="depth">How many items it names.</param>
/// <param name="purchases">Whether it goes by what was bought together instead of by what was turned to.</param>
public sealed class CoVisitSource(int history = 10, float decay = 0.8f, int depth = 100, bool purchases = false) : ICandidateSource
{
    /// <inheritdoc/>
    public string Name => purchases ? "bought-together" : "co-visit";

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        int room = history * request.State.Options.Neighbours;
        int[] items = ArrayPool<int>.Shared.Rent(room);
        float[] scores = ArrayPool<float>.Shared.Rent(room);
        try
        {
            int count = Gather(request, items, scores);
            // Equal scores by item number, so that the order does not hang on the sort.
            var keys = scores.AsSpan(0, count);
            keys.Sort(items.AsSpan(0, count), static (a, b) => b.CompareTo(a));
            into.Add(items.AsSpan(0, Math.Min(count, depth)), keys[..Math.Min(count, depth)]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        int room = history * request.State.Options.Neighbours;
        int[] items = ArrayPool<int>.Shared.Rent(room);
        float[] scores = ArrayPool<float>.Shared.Rent(room);
        float[] mine = ArrayPool<float>.Shared.Rent(into.Count);
        try
        {
            mine.AsSpan(0, into.Count).Fill(float.NaN);
            int count = Gather(request, items, scores);
            for (int i = 0; i < count; i++)
                if (into.PlaceOf(items[i]) is >= 0 and var place)
                    mine[place] = scores[i];
            into.RateAll(mine.AsSpan(0, into.Count));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<float>.Shared.Return(mine);
        }
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        return Because.OfHistory(Name, request, new Nearness(item.Number, purchases), purchases ? "often bought together with" : null);
    }

    private Neighbours? NearOf(ItemState? item) => purchases ? item?.Together : item?.Near;

    private readonly struct Nearness(int to, bool purchases) : IContribution
    {
        public float Of(ItemState past) => (purchases ? past.Together : past.Near)?.WeightOf(to) ?? 0;
    }

    private int Gather(RecallContext request, int[] items, float[] scores)
    {
        Span<int> recent = stackalloc int[history];
        recent = recent[..request.RecentItems(recent)];
        request.State.Fetch(recent);
        int count = 0;
        float weight = 1;
        foreach (int number in recent)
        {
            if (NearOf(request.State.Item(number)) is { Count: > 0 } near)
            {
                float sum = 0;
                foreach (float w in near.Weights)
                    sum += w;
                for (int i = 0; i < near.Count && sum > 0; i++)
                {
                    int place = items.AsSpan(0, count).IndexOf(near.Items[i]);
                    if (place < 0)
                        (place, items[count], scores[count]) = (count, near.Items[i], 0);
                    count = Math.Max(count, place + 1);
                    scores[place] += weight * near.Weights[i] / sum;
                }
            }
            weight *= decay;
        }
        return count;
    }
}
