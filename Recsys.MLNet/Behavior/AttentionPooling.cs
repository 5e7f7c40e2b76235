using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>One vector for a history of vectors, in which those weigh most that are like a query.</summary>
/// <remarks>
/// <code>
/// α = softmax(scale · q·z_t)          u = Σ_t α_t·z_t
/// </code>
/// Shapes: query q (D), history z (T, D) row-major, weights α (T), pooled u (D). A z_t of zeros is padding and gets weight 0;
/// without any other vector u is zero. Needs no learning: what is learned is in the vectors.
/// Invariants the tests hold: weights add up to 1; padding and the order of the history change nothing but rounding.
/// </remarks>
public static class AttentionPooling
{
    /// <summary>Pools a history.</summary>
    /// <param name="query">(D).</param>
    /// <param name="history">(T, D).</param>
    /// <param name="scale">What similarities are multiplied with: 0 gives the mean, large values the nearest vector alone.</param>
    /// <param name="weights">(T), overwritten.</param>
    /// <param name="pooled">(D), overwritten.</param>
    public static void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> history, float scale, Span<float> weights, Span<float> pooled)
    {
        int d = query.Length;
        if (pooled.Length != d || history.Length != weights.Length * d)
            throw new ArgumentException($"history holds {history.Length} values, weights {weights.Length} and pooled {pooled.Length}; expected {weights.Length} x {d} for a query of {d}.");
        for (int t = 0; t < weights.Length; t++)
        {
            var z = history.Slice(t * d, d);
            weights[t] = z.ContainsAnyExcept(0f) ? scale * Lanes.Dot(query, z) : float.NegativeInfinity;
        }
        Softmax.Compute(weights, weights);
        pooled.Clear();
        for (int t = 0; t < weights.Length; t++)
            if (weights[t] != 0)
                Lanes.AddScaled(pooled, history.Slice(t * d, d), weights[t]);
    }
}
