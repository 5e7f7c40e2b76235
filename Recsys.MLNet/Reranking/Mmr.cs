using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>Diversity by maximal marginal relevance: each place goes to an item that is good and unlike those above it.</summary>
/// <remarks>
/// <code>next = argmax_c  λ·r(c) − (1 − λ)·max_{s ∈ chosen} likeness(c, s)          r the score scaled to 0..1 over the head of the list</code>
/// Carbonell and Goldstein 1998, "The use of MMR", §2. O(H·K), H the head that is looked at, K the length of the answer: the
/// greatest likeness of each candidate is kept and only compared with the item chosen last.
/// </remarks>
/// <param name="lambda">λ: 1 is the ranker's order, 0 is diversity alone.</param>
/// <param name="likeness">How alike two items are.</param>
/// <param name="head">How many places of the list are looked at, in multiples of the answer's length.</param>
public sealed class Mmr(float lambda, IItemLikeness likeness, int head = 5) : IReranker
{
    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var order = candidates.Order;
        int n = Math.Min(order.Length, Math.Max(10, request.Count) * head);
        int wanted = Math.Min(n, request.Count);
        if (lambda >= 1 || wanted < 2)
            return;
        Span<float> relevance = n <= 1024 ? stackalloc float[n] : new float[n];
        Span<float> nearest = n <= 1024 ? stackalloc float[n] : new float[n];
        nearest.Clear();
        var scores = candidates.Scores;
        float best = scores[order[0]], worst = scores[order[n - 1]], range = best - worst;
        for (int i = 0; i < n; i++)
            relevance[i] = range > 0 ? (scores[order[i]] - worst) / range : 1; // all equal: diversity decides
        for (int place = 0; place < wanted; place++)
        {
            int next = place;
            float value = float.NegativeInfinity;
            for (int i = place; i < n; i++)
            {
                if (place > 0)
                    nearest[i] = Math.Max(nearest[i], likeness.Between(candidates.StateOf(order[i]), candidates.StateOf(order[place - 1])));
                float mine = lambda * relevance[i] - (1 - lambda) * nearest[i];
                if (mine > value)
                    (next, value) = (i, mine);
            }
            // Moved, not swapped: the others keep the ranker's order among themselves.
            var (moved, movedRelevance, movedNearest) = (order[next], relevance[next], nearest[next]);
            for (int i = next; i > place; i--)
                (order[i], relevance[i], nearest[i]) = (order[i - 1], relevance[i - 1], nearest[i - 1]);
            (order[place], relevance[place], nearest[place]) = (moved, movedRelevance, movedNearest);
        }
    }
}
