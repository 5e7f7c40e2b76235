using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Turns scores into weights that add up to 1.</summary>
/// <remarks>
/// <code>
/// z[i] = scale·x[i] + bias[i]
/// y[i] = exp(z[i] − max z) / Σ_j exp(z[j] − max z)
/// </code>
/// Shapes: x, y and bias (N); bias may be empty, x and y may be the same span. A position whose z is −∞ gets exactly 0; where every
/// position is −∞ all weights are 0. NaN or +∞ anywhere makes the whole row NaN.
/// Invariants the tests hold: weights add up to 1; adding a constant to x changes nothing but rounding.
/// </remarks>
public static class Softmax
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> x, Span<float> y, float scale = 1, ReadOnlySpan<float> bias = default)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < x.Length; i++)
            largest = Math.Max(largest, (double)scale * x[i] + (bias.IsEmpty ? 0 : bias[i]));
        for (int i = 0; i < x.Length; i++)
            sum += Math.Exp((double)scale * x[i] + (bias.IsEmpty ? 0 : bias[i]) - largest);
        for (int i = 0; i < x.Length; i++)
            y[i] = double.IsNegativeInfinity(largest) ? 0 : (float)(Math.Exp((double)scale * x[i] + (bias.IsEmpty ? 0 : bias[i]) - largest) / sum);
    }

    /// <summary>One row; <paramref name="bias"/> carries masks (0 or −∞) and other additions.</summary>
    public static void Compute(ReadOnlySpan<float> x, Span<float> y, float scale = 1, ReadOnlySpan<float> bias = default) => Compute(x, y, scale, bias, SimdWidths.Best);

    internal static unsafe void Compute(ReadOnlySpan<float> x, Span<float> y, float scale, ReadOnlySpan<float> bias, SimdWidth width)
    {
        if (y.Length != x.Length || (!bias.IsEmpty && bias.Length != x.Length))
            throw new ArgumentException($"x holds {x.Length} values, y {y.Length}, bias {bias.Length}; expected the same number, or no bias.");
        fixed (float* px = x, py = y, pb = bias)
        {
            var work = new Work { X = px, Y = py, Bias = pb, Scale = scale, N = x.Length };
            SimdWidths.Run(ref work, width);
        }
    }

    internal unsafe struct Work : ISimdWork
    {
        public float* X, Y, Bias;
        public float Scale;
        public int N;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            float* x = X, y = Y, bias = Bias;
            int n = N, i = 0, lanes = TSimd.Count;
            V scale = TSimd.Splat(Scale), tops = TSimd.Splat(float.NegativeInfinity);
            float top = float.NegativeInfinity;
            for (; i <= n - lanes; i += lanes)
            {
                V z = TSimd.Mul(TSimd.Load(x + i), scale);
                if (bias != null)
                    z = TSimd.Add(z, TSimd.Load(bias + i));
                TSimd.Store(z, y + i);
                tops = TSimd.Max(tops, z);
            }
            for (; i < n; i++)
            {
                y[i] = x[i] * Scale + (bias != null ? bias[i] : 0);
                top = MathF.Max(top, y[i]);
            }
            top = MathF.Max(top, TSimd.MaxLane(tops));
            if (float.IsNegativeInfinity(top))
                top = 0; // nothing to attend to, or NaN lanes, which the sum below finds
            V shift = TSimd.Splat(top), sums = TSimd.Splat(0);
            float sum = 0;
            for (i = 0; i <= n - lanes; i += lanes)
            {
                V e = LaneMath<TSimd, V>.Exp(TSimd.Sub(TSimd.Load(y + i), shift));
                TSimd.Store(e, y + i);
                sums = TSimd.Add(sums, e);
            }
            for (; i < n; i++)
            {
                y[i] = LaneMath<Simd1, float>.Exp(y[i] - top);
                sum += y[i];
            }
            sum += TSimd.Sum(sums);
            float inverse = sum == 0 ? 0 : float.IsFinite(sum) ? 1 / sum : float.NaN;
            V factor = TSimd.Splat(inverse);
            for (i = 0; i <= n - lanes; i += lanes)
                TSimd.Store(TSimd.Mul(TSimd.Load(y + i), factor), y + i);
            for (; i < n; i++)
                y[i] *= inverse;
        }
    }
}
