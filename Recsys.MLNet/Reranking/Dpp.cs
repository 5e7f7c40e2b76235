using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>Diversity by a determinantal point process: the list whose items are good and span the largest volume, chosen greedily.</summary>
/// <remarks>
/// <code>
/// L_ij = q_i · likeness(i, j) · q_j        q_i = exp(θ / (2(1 − θ)) · r_i)        r the score scaled to 0..1 over the head of the list
/// next = argmax_i d_i²      then for every i:   e_i = (L_ji − c_j·c_i) / d_j     c_i ← [c_i, e_i]     d_i² ← d_i² − e_i²
/// </code>
/// Unlike MMR it weighs an item against all items above it together. Where nothing new is left (d² about 0) the ranker's order goes on.
/// Chen, Zhang and Zhou 2018, "Fast greedy MAP inference for determinantal point process to improve recommendation diversity", algorithm 1.
/// O(H·K²), H the head that is looked at, K the length of the answer.
/// </remarks>
/// <param name="relevance">θ: towards 1 the ranker's order, 0 is diversity alone.</param>
/// <param name="likeness">How alike two items are; 1 for the same.</param>
/// <param name="head">How many places of the list are looked at, in multiples of the answer's length.</param>
public sealed class Dpp(float relevance, IItemLikeness likeness, int head = 5) : IReranker
{
    private const float Nothing = 1e-6f;

    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        int n = Math.Min(candidates.Ordered, Math.Max(10, request.Count) * head), wanted = Math.Min(n, request.Count);
        if (relevance >= 1 || wanted < 2)
            return;
        float[] rows = ArrayPool<float>.Shared.Rent(n * (wanted + 2));
        try
        {
            Reorder(candidates, n, wanted, rows.AsSpan(0, n), rows.AsSpan(n, n), rows.AsSpan(2 * n, n * wanted));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
        }
    }

    private void Reorder(CandidateSet candidates, int n, int wanted, Span<float> quality, Span<float> gain, Span<float> factors)
    {
        var order = candidates.Order[..n];
        float best = candidates.Scores[order[0]], range = best - candidates.Scores[order[n - 1]];
        float weight = relevance / (2 * (1 - relevance));
        for (int i = 0; i < n; i++)
        {
            quality[i] = MathF.Exp(weight * (range > 0 ? (candidates.Scores[order[i]] - best) / range : 0));
            gain[i] = quality[i] * quality[i];
        }
        for (int place = 0; place < wanted; place++)
        {
            int next = place;
            for (int i = place + 1; i < n; i++)
                if (gain[i] > gain[next])
                    next = i;
            if (!(gain[next] > Nothing * quality[next] * quality[next]))
                return;
            Move(order, quality, gain, factors, wanted, next, place);
            float d = MathF.Sqrt(gain[place]);
            var chosen = candidates.StateOf(order[place]);
            var mine = factors.Slice(place * wanted, place);
            for (int i = place + 1; i < n; i++)
            {
                float l = quality[place] * quality[i] * likeness.Between(chosen, candidates.StateOf(order[i]));
                float e = (l - TensorPrimitives.Dot(mine, factors.Slice(i * wanted, place))) / d;
                factors[i * wanted + place] = e;
                gain[i] = Math.Max(0, gain[i] - e * e);
            }
        }
    }

    // Moved, not swapped: the others keep the ranker's order among themselves.
    private static void Move(Span<int> order, Span<float> quality, Span<float> gain, Span<float> factors, int width, int from, int to)
    {
        if (from == to)
            return;
        var (item, itsQuality, itsGain) = (order[from], quality[from], gain[from]);
        Span<float> its = width <= 256 ? stackalloc float[width] : new float[width];
        factors.Slice(from * width, width).CopyTo(its);
        order[to..from].CopyTo(order[(to + 1)..]);
        quality[to..from].CopyTo(quality[(to + 1)..]);
        gain[to..from].CopyTo(gain[(to + 1)..]);
        factors[(to * width)..(from * width)].CopyTo(factors[((to + 1) * width)..]);
        (order[to], quality[to], gain[to]) = (item, itsQuality, itsGain);
        its.CopyTo(factors.Slice(to * width, width));
    }
}
