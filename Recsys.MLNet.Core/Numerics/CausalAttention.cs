using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Attention of each behaviour of one sequence on itself and those before it, for one head.</summary>
/// <remarks>
/// <code>
/// s[i, j] = q_i·k_j / √W + distance[i − j] + gap[g(i, j)]        j ≤ i
/// α[i, ·] = softmax(s[i, ·])          o_i = Σ_j α[i, j]·v_j
/// </code>
/// Shapes: q, k, v, o (T, W) at a row stride, α (T, T) with zeros above the diagonal, g (T, T) classes or empty.
/// Invariants the tests hold: rows of α add up to 1; nothing after i changes o_i.
/// Vaswani et al. 2017, "Attention is all you need", §3.2.1; biases by distance as in Shaw et al. 2018.
/// </remarks>
internal static class CausalAttention
{
    /// <summary>α and o.</summary>
    public static void Forward(ReadOnlySpan<float> q, ReadOnlySpan<float> k, ReadOnlySpan<float> v, int stride, int length, int width,
        ReadOnlySpan<float> distance, ReadOnlySpan<float> gap, ReadOnlySpan<byte> classes, Span<float> weights, Span<float> o, int outputStride)
    {
        for (int i = 0; i < length; i++)
        {
            Row(q.Slice(i * stride, width), k, stride, i, distance, gap, gap.IsEmpty ? default : classes.Slice(i * length, i + 1), weights.Slice(i * length, i + 1));
            weights.Slice(i * length + i + 1, length - i - 1).Clear();
            Average(weights.Slice(i * length, i + 1), v, stride, o.Slice(i * outputStride, width));
        }
    }

    /// <summary>The weights of one behaviour on the <paramref name="last"/> + 1 first ones.</summary>
    [SkipLocalsInit]
    public static void Row(ReadOnlySpan<float> query, ReadOnlySpan<float> k, int stride, int last, ReadOnlySpan<float> distance, ReadOnlySpan<float> gap, ReadOnlySpan<byte> classes, Span<float> weights)
    {
        int width = query.Length;
        float scale = 1 / MathF.Sqrt(width);
        weights = weights[..(last + 1)];
        RowScores.Compute(query, k, stride, weights);
        Span<float> bias = weights.Length <= 256 ? stackalloc float[256] : new float[weights.Length];
        bias = bias[..weights.Length];
        PairBias.Compute(distance, gap, classes, bias);
        Softmax.Compute(weights, weights, scale, bias);
    }

    /// <summary>o = Σ_j α[j]·v_j.</summary>
    public static void Average(ReadOnlySpan<float> weights, ReadOnlySpan<float> v, int stride, Span<float> o) => WeightedRows.Compute(weights, v, stride, o);

    /// <summary>Adds the gradients with respect to q, k, v and the biases, given those with respect to o.</summary>
    /// <remarks>
    /// <code>
    /// dα[i, j] = do_i·v_j       ds[i, j] = α[i, j]·(dα[i, j] − Σ_l α[i, l]·dα[i, l])
    /// dv_j += Σ_i α[i, j]·do_i     dq_i += Σ_j ds[i, j]·k_j / √W     dk_j += Σ_i ds[i, j]·q_i / √W
    /// </code>
    /// </remarks>
    public static void Backward(ReadOnlySpan<float> q, ReadOnlySpan<float> k, ReadOnlySpan<float> v, int stride, int length, int width,
        ReadOnlySpan<byte> classes, ReadOnlySpan<float> weights, ReadOnlySpan<float> outputGradient, int outputStride,
        Span<float> dq, Span<float> dk, Span<float> dv, Span<float> distanceGradient, Span<float> gapGradient)
    {
        Debug.Assert(dq.Length >= (length - 1) * stride + width);
        float scale = 1 / MathF.Sqrt(width);
        Span<float> ds = length <= 256 ? stackalloc float[length] : new float[length];
        for (int i = 0; i < length; i++)
        {
            var alpha = weights.Slice(i * length, i + 1);
            var output = outputGradient.Slice(i * outputStride, width);
            float mean = 0;
            for (int j = 0; j <= i; j++)
            {
                ds[j] = Lanes.Dot(output, v.Slice(j * stride, width));
                mean += alpha[j] * ds[j];
            }
            for (int j = 0; j <= i; j++)
            {
                float d = alpha[j] * (ds[j] - mean);
                Lanes.AddScaled(dv.Slice(j * stride, width), output, alpha[j]);
                Lanes.AddScaled(dq.Slice(i * stride, width), k.Slice(j * stride, width), d * scale);
                Lanes.AddScaled(dk.Slice(j * stride, width), q.Slice(i * stride, width), d * scale);
                distanceGradient[i - j] += d;
                if (!gapGradient.IsEmpty)
                    gapGradient[classes[i * length + j]] += d;
            }
        }
    }
}
