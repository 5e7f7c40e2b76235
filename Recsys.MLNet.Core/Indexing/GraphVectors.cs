using System.Numerics.Tensors;

namespace Recsys.MLNet.Indexing;

/// <summary>Turns every metric into squared Euclidean distance, the only one that the graph knows.</summary>
/// <remarks>
/// <code>
/// Euclidean       row = x                     query = q
/// cosine          row = x / |x|               query = q / |q|
/// inner product   row = [x, √(R² − |x|²)]     query = [q, 0]          R the greatest length:  d² = |q|² + R² − 2·q·x
/// </code>
/// Bachrach et al. 2014, "Speeding up the Xbox recommender system using a Euclidean transformation for inner-product spaces", §3.
/// A row longer than R gets 0 for its last number; its answers are scored by the true inner product in any case.
/// </remarks>
internal static class GraphVectors
{
    /// <summary>Numbers of a row, padded to whole cache lines.</summary>
    public static int Width(VectorMetric metric, int factors) => (factors + (metric == VectorMetric.InnerProduct ? 1 : 0) + 15) / 16 * 16;

    /// <summary>Writes a row; <paramref name="into"/> is (W).</summary>
    public static void Row(VectorMetric metric, ReadOnlySpan<float> vector, double radius2, Span<float> into)
    {
        Query(metric, vector, into);
        if (metric == VectorMetric.InnerProduct)
            into[vector.Length] = Rest(vector, radius2);
    }

    /// <summary>The number that an inner product's row ends with.</summary>
    public static float Rest(ReadOnlySpan<float> vector, double radius2) => (float)Math.Sqrt(Math.Max(0, radius2 - Norm2(vector)));

    /// <summary>Writes a query; <paramref name="into"/> is (W).</summary>
    public static void Query(VectorMetric metric, ReadOnlySpan<float> vector, Span<float> into)
    {
        vector.CopyTo(into);
        into[vector.Length..].Clear();
        if (metric == VectorMetric.Cosine && TensorPrimitives.Norm(vector) is > 0 and var norm)
            TensorPrimitives.Divide(into[..vector.Length], norm, into[..vector.Length]);
    }

    /// <summary>What callers see: inner product, cosine, or minus the squared distance.</summary>
    public static float Score(VectorMetric metric, ReadOnlySpan<float> query, ReadOnlySpan<float> row) =>
        metric == VectorMetric.Euclidean ? -Distance2(query, row) : TensorPrimitives.Dot(query, row);

    public static double Norm2(ReadOnlySpan<float> vector)
    {
        double norm = TensorPrimitives.Norm(vector);
        return norm * norm;
    }

    /// <summary>Refuses what has no place in any order.</summary>
    public static void Check(int item, ReadOnlySpan<float> vector, int factors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        if (vector.Length != factors)
            throw new ArgumentException($"The vector of item {item} holds {vector.Length} numbers; expected {factors}.", nameof(vector));
        if (!float.IsFinite(TensorPrimitives.Sum(vector)))
            throw new ArgumentException($"The vector of item {item} holds a number that is not finite. Leave the item out, or mend its vector.", nameof(vector));
    }

    private static float Distance2(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = TensorPrimitives.Distance(a, b);
        return distance * distance;
    }
}
