using System.Numerics.Tensors;

namespace Recsys.MLNet.Features;

/// <summary>Draws from a history what concerns one candidate: attention without learned parameters.</summary>
/// <remarks>
/// <code>
/// α_t = softmax_t(τ · q·z_t)      u = Σ_t α_t z_t      score = u·y
/// </code>
/// Shapes: q and y (F), z (T, F) row-major, α (T), u (F). Usually q = y: the candidate asks.
/// Invariants the tests hold: α sums to 1; adding a constant to all q·z_t changes nothing; T = 1 gives u = z_0.
/// The maximum is taken off before exp, so that large products cannot overflow. O(T·F).
/// </remarks>
public static class AttentionPooling
{
    /// <summary>Writes α and u.</summary>
    /// <param name="query">q.</param>
    /// <param name="history">z.</param>
    /// <param name="weights">α, overwritten; its length is T.</param>
    /// <param name="pooled">u, overwritten; all zeros when T is 0.</param>
    /// <param name="temperature">τ: above 1 sharpens, towards 0 it becomes the plain mean.</param>
    public static void Pool(ReadOnlySpan<float> query, ReadOnlySpan<float> history, Span<float> weights, Span<float> pooled, float temperature = 1)
    {
        int f = query.Length;
        if (history.Length != (long)weights.Length * f || pooled.Length != f)
            throw new ArgumentException($"history and pooled hold {history.Length} and {pooled.Length} numbers; expected {weights.Length} rows x {f} = {(long)weights.Length * f} and {f}.");
        pooled.Clear();
        if (weights.IsEmpty)
            return;
        for (int t = 0; t < weights.Length; t++)
            weights[t] = temperature * TensorPrimitives.Dot(query, history.Slice(t * f, f));
        TensorPrimitives.Subtract(weights, TensorPrimitives.Max(weights), weights);
        TensorPrimitives.Exp(weights, weights);
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);
        for (int t = 0; t < weights.Length; t++)
            TensorPrimitives.MultiplyAdd(history.Slice(t * f, f), weights[t], pooled, pooled);
    }

    /// <summary>An item against a profile and a history: likeness to the profile, and u·y with the item as the query.</summary>
    /// <param name="profile">p, (F).</param>
    /// <param name="history">z, (T, F).</param>
    /// <param name="item">y, (F).</param>
    /// <param name="distance">How likeness is measured.</param>
    public static ProfileMatch Match(ReadOnlySpan<float> profile, ReadOnlySpan<float> history, ReadOnlySpan<float> item, ProfileDistance distance = ProfileDistance.Cosine)
    {
        int f = item.Length, rows = f == 0 ? 0 : history.Length / f;
        Span<float> weights = rows <= 512 ? stackalloc float[rows] : new float[rows];
        Span<float> pooled = f <= 512 ? stackalloc float[f] : new float[f];
        Pool(item, history, weights, pooled);
        return new(UserProfile.Similarity(profile, item, distance), TensorPrimitives.Dot(pooled, item));
    }
}
