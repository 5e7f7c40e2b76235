using System.Buffers;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Lists whose categories have the shares that they have in the user's interest, not only the strongest of them.</summary>
/// <remarks>
/// <code>
/// next = argmax_c  (1 − λ)·Σ r − λ·KL(p ‖ q̃)        q̃ = (1 − α)·q + α·p,  α = 0.01
/// KL(p ‖ q̃) = Σ_g p_g·log(p_g / q̃_g)
/// </code>
/// p the user's shares of categories, q those of the list with c at its end; an item of several categories counts in parts. r falls from 1 to
/// 0 over the head of the list that comes in, so that what ordered it before still counts. Nothing changes for a user without known interests.
/// Steck 2018, "Calibrated recommendations", §3. O(H·K·G), H the head, K the length of the answer, G the categories of the user.
/// </remarks>
/// <param name="lambda">λ: 0 is the order that comes in, 1 is calibration alone.</param>
/// <param name="head">How many places of the list are looked at, in multiples of the answer's length.</param>
public sealed class Calibration(float lambda, int head = 5) : IReranker
{
    private const float Smoothing = 0.01f;

    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var affinities = request.User.Categories;
        int n = Math.Min(candidates.Ordered, Math.Max(10, request.Count) * head), wanted = Math.Min(n, request.Count), groups = affinities.Count;
        float sum = 0;
        foreach (float weight in affinities.Weights)
            sum += Math.Max(0, weight);
        if (lambda <= 0 || wanted < 2 || !(sum > 0))
            return;
        Span<float> shares = groups <= 256 ? stackalloc float[groups] : new float[groups];
        Span<float> listed = groups <= 256 ? stackalloc float[groups] : new float[groups];
        listed.Clear();
        for (int g = 0; g < groups; g++)
            shares[g] = Math.Max(0, affinities.Weights[g]) / sum;
        float[] relevance = ArrayPool<float>.Shared.Rent(n);
        for (int i = 0; i < n; i++)
            relevance[i] = 1 - (float)i / n;
        var order = candidates.Order[..n];
        for (int place = 0; place < wanted; place++)
        {
            int next = place;
            float value = float.NegativeInfinity;
            for (int i = place; i < n; i++)
            {
                float mine = (1 - lambda) * relevance[i] - lambda * Divergence(shares, listed, affinities.Keys, candidates.StateOf(order[i]), place + 1);
                if (mine > value)
                    (next, value) = (i, mine);
            }
            Add(listed, affinities.Keys, candidates.StateOf(order[next]));
            var (moved, movedRelevance) = (order[next], relevance[next]);
            order[place..next].CopyTo(order[(place + 1)..]);
            relevance.AsSpan(place, next - place).CopyTo(relevance.AsSpan(place + 1));
            (order[place], relevance[place]) = (moved, movedRelevance);
        }
        ArrayPool<float>.Shared.Return(relevance);
    }

    /// <summary>KL(p ‖ q̃) of the list with one item more.</summary>
    private static float Divergence(ReadOnlySpan<float> shares, ReadOnlySpan<float> listed, ReadOnlySpan<int> keys, ItemState item, int length)
    {
        var categories = item.CategoryNumbers;
        float divergence = 0;
        for (int g = 0; g < shares.Length; g++)
        {
            if (shares[g] <= 0)
                continue;
            float mine = listed[g] + (categories.AsSpan().Contains(keys[g]) ? 1f / categories.Length : 0);
            divergence += shares[g] * MathF.Log(shares[g] / ((1 - Smoothing) * mine / length + Smoothing * shares[g]));
        }
        return divergence;
    }

    private static void Add(Span<float> listed, ReadOnlySpan<int> keys, ItemState item)
    {
        foreach (int category in item.CategoryNumbers)
            if (keys.IndexOf(category) is >= 0 and var g)
                listed[g] += 1f / item.CategoryNumbers.Length;
    }
}
