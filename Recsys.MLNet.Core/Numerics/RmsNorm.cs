using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Normalises a row to mean square 1, then scales it.</summary>
/// <remarks>
/// <code>y = x / √(mean(x²) + ε)·gain</code>
/// Shapes: x, y, gain (N); an empty gain is 1; x and y may be the same span.
/// Zhang and Sennrich 2019, "Root mean square layer normalization", §4.
/// </remarks>
public static class RmsNorm
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, float epsilon, Span<float> y)
    {
        double square = 0;
        foreach (float v in x)
            square += (double)v * v / x.Length;
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)(x[i] / Math.Sqrt(square + epsilon) * (gain.IsEmpty ? 1 : gain[i]));
    }

    /// <summary>One row.</summary>
    public static void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, float epsilon, Span<float> y) => Compute(x, gain, epsilon, y, out _, SimdWidths.Best);

    /// <summary>One row, with the statistic that its derivative needs: 1/√(mean(x²) + ε).</summary>
    public static void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, float epsilon, Span<float> y, out float inverseScale) =>
        Compute(x, gain, epsilon, y, out inverseScale, SimdWidths.Best);

    internal static unsafe void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, float epsilon, Span<float> y, out float inverseScale, SimdWidth width)
    {
        if (y.Length != x.Length || (!gain.IsEmpty && gain.Length != x.Length))
            throw new ArgumentException($"x holds {x.Length} values, gain {gain.Length}, y {y.Length}; expected the same number, or no gain.");
        fixed (float* px = x, pg = gain, py = y)
        {
            var work = new Work { X = px, Gain = pg, Y = py, N = x.Length, Epsilon = epsilon };
            SimdWidths.Run(ref work, width);
            inverseScale = work.InverseScale;
        }
    }

    internal unsafe struct Work : ISimdWork
    {
        public float* X, Gain, Y;
        public int N;
        public float Epsilon, InverseScale;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            float* x = X, y = Y, gain = Gain;
            int n = N, i = 0, lanes = TSimd.Count;
            V squares = TSimd.Splat(0);
            float square = 0;
            for (; i <= n - lanes; i += lanes)
            {
                V v = TSimd.Load(x + i);
                squares = TSimd.MulAdd(v, v, squares);
            }
            for (; i < n; i++)
                square += x[i] * x[i];
            float inverse = 1 / MathF.Sqrt((square + TSimd.Sum(squares)) / Math.Max(1, n) + Epsilon);
            V scale = TSimd.Splat(inverse);
            for (i = 0; i <= n - lanes; i += lanes)
            {
                V v = TSimd.Mul(TSimd.Load(x + i), scale);
                TSimd.Store(gain != null ? TSimd.Mul(v, TSimd.Load(gain + i)) : v, y + i);
            }
            for (; i < n; i++)
                y[i] = x[i] * inverse * (gain != null ? gain[i] : 1);
            InverseScale = inverse;
        }
    }
}
