using System.Numerics.Tensors;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Features;

/// <summary>A user as one vector among the items: what they did, and what it was about.</summary>
/// <remarks>
/// <code>
/// f(behaviour; V) = Σ_t w_t · V[i_t] / Σ_t |w_t|            a weighted mean of item vectors
/// p = f(behaviour; V_CF) + f(behaviour; V_CB)              collaborative and content vectors of one length F
/// </code>
/// Shapes: V_CF and V_CB (N, F), either may be missing; p (F). Items without a row (number outside 0..N−1) are left out.
/// </remarks>
/// <param name="collaborative">Item vectors learned from behaviour, or null.</param>
/// <param name="content">Item vectors from text and fields, or null.</param>
public sealed class UserProfile(RowMatrix? collaborative, RowMatrix? content)
{
    /// <summary>F, the length of the profile.</summary>
    public int Length { get; } = LengthOf(collaborative, content);

    /// <summary>Writes p.</summary>
    /// <param name="items">Item numbers of the behaviours.</param>
    /// <param name="weights">Their weights, of the same length.</param>
    /// <param name="into">(F), overwritten; all zeros when no behaviour has a vector.</param>
    public void Write(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> into)
    {
        if (items.Length != weights.Length)
            throw new ArgumentException($"items and weights hold {items.Length} and {weights.Length} values; expected the same number of each.");
        if (into.Length != Length)
            throw new ArgumentException($"into holds {into.Length} numbers; expected the {Length} of the item vectors.");
        into.Clear();
        Span<float> part = Length <= 512 ? stackalloc float[Length] : new float[Length];
        foreach (var vectors in (ReadOnlySpan<RowMatrix?>)[collaborative, content])
        {
            if (vectors is null)
                continue;
            part.Clear();
            float sum = 0;
            for (int t = 0; t < items.Length; t++)
            {
                if ((uint)items[t] >= (uint)vectors.Rows)
                    continue;
                TensorPrimitives.MultiplyAdd(vectors.Row(items[t]), weights[t], part, part);
                sum += Math.Abs(weights[t]);
            }
            if (sum > 0)
                TensorPrimitives.MultiplyAdd(part, 1 / sum, into, into);
        }
    }

    /// <summary>Likeness of two vectors of one length.</summary>
    public static float Similarity(ReadOnlySpan<float> profile, ReadOnlySpan<float> item, ProfileDistance distance)
    {
        if (profile.Length != item.Length)
            throw new ArgumentException($"profile and item hold {profile.Length} and {item.Length} numbers; expected the same number of each.");
        if (profile.IsEmpty)
            return 0;
        if (distance == ProfileDistance.Euclidean)
            return 1 / (1 + TensorPrimitives.Distance(profile, item));
        if (distance == ProfileDistance.Manhattan)
        {
            double sum = 0;
            for (int f = 0; f < profile.Length; f++)
                sum += Math.Abs(profile[f] - item[f]);
            return (float)(1 / (1 + sum));
        }
        float norms = TensorPrimitives.Norm(profile) * TensorPrimitives.Norm(item);
        return norms > 0 ? Math.Clamp(TensorPrimitives.Dot(profile, item) / norms, -1, 1) : 0;
    }

    /// <summary>An item against a profile and a history: likeness to the profile, and what of the history concerns the item.</summary>
    /// <remarks><code>score = u·y      u = Σ_t α_t z_t      α = softmax(y·z_t)          the item itself asks</code></remarks>
    /// <param name="profile">p, (F).</param>
    /// <param name="history">z, (T, F) row-major; rows of zeros are padding.</param>
    /// <param name="item">y, (F).</param>
    /// <param name="distance">How likeness is measured.</param>
    public static ProfileMatch Match(ReadOnlySpan<float> profile, ReadOnlySpan<float> history, ReadOnlySpan<float> item, ProfileDistance distance = ProfileDistance.Cosine)
    {
        int f = item.Length, rows = f == 0 ? 0 : history.Length / f;
        Span<float> weights = rows <= 512 ? stackalloc float[rows] : new float[rows];
        Span<float> pooled = f <= 512 ? stackalloc float[f] : new float[f];
        AttentionPooling.Compute(item, history, 1, weights, pooled);
        return new(Similarity(profile, item, distance), TensorPrimitives.Dot(pooled, item));
    }

    private static int LengthOf(RowMatrix? collaborative, RowMatrix? content)
    {
        if (collaborative is not null && content is not null && collaborative.Columns != content.Columns)
            throw new ArgumentException($"Collaborative item vectors have {collaborative.Columns} numbers and content vectors {content.Columns}; they are added, so project one of them to the length of the other.");
        return collaborative?.Columns ?? content?.Columns ?? throw new ArgumentException("A profile needs collaborative or content vectors of items; both are missing.");
    }
}
