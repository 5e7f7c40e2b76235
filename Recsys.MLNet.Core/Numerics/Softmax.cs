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

    /// <summary>Rows below each other, in place: <paramref name="bias"/> of row i begins at i·<paramref name="biasStep"/>, so that 0 gives all rows the same.</summary>
    internal static unsafe void Rows(Span<float> rows, int n, float scale, ReadOnlySpan<float> bias, int biasStep) => Rows(rows, n, scale, bias, biasStep, SimdWidths.Best);

    internal static unsafe void Rows(Span<float> rows, int n, float scale, ReadOnlySpan<float> bias, int biasStep, SimdWidth width)
    {
        int count = n == 0 ? 0 : rows.Length / n;
        if (count == 0)
            return;
        if (rows.Length != count * n || (!bias.IsEmpty && (biasStep < 0 || bias.Length < (count - 1) * biasStep + n)))
            throw new ArgumentException($"{rows.Length} values are no rows of {n}, or bias, which holds {bias.Length} at steps of {biasStep}, is too short for them.");
        fixed (float* p = rows, pb = bias)
        {
            var work = new Work { X = p, Y = p, Bias = pb, BiasStep = biasStep, Scale = scale, N = n, Count = count };
            SimdWidths.Run(ref work, width);
        }
    }

    internal static unsafe void Compute(ReadOnlySpan<float> x, Span<float> y, float scale, ReadOnlySpan<float> bias, SimdWidth width)
    {
        if (y.Length != x.Length || (!bias.IsEmpty && bias.Length != x.Length))
            throw new ArgumentException($"x holds {x.Length} values, y {y.Length}, bias {bias.Length}; expected the same number, or no bias.");
        fixed (float* px = x, py = y, pb = bias)
        {
            var work = new Work { X = px, Y = py, Bias = pb, Scale = scale, N = x.Length, Count = 1 };
            SimdWidths.Run(ref work, width);
        }
    }

    internal unsafe struct Work : ISimdWork
    {
        public float* X, Y, Bias;
        public float Scale;
        public int N, Count;
        public nint BiasStep;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int n = N, lanes = TSimd.Count;
            bool few = n >= lanes && n <= 4 * lanes && n % lanes == 0;
            float* x = X, y = Y, bias = Bias;
            for (int row = 0; row < Count; row++, x += n, y += n, bias += bias == null ? 0 : BiasStep)
                if (few)
                    InRegisters<TSimd, V>(x, y, bias, n);
                else
                    Row<TSimd, V>(x, y, bias, n);
        }

        /// <summary>One to four whole vectors, which never leave the registers. The sums have the order of <see cref="Row"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void InRegisters<TSimd, V>(float* x, float* y, float* bias, int n) where TSimd : struct, ISimd<V> where V : struct
        {
            int lanes = TSimd.Count;
            V scale = TSimd.Splat(Scale), none = TSimd.Splat(float.NegativeInfinity);
            V z0 = Scaled<TSimd, V>(x, bias, scale), z1 = none, z2 = none, z3 = none;
            if (n > lanes)
                z1 = Scaled<TSimd, V>(x + lanes, bias == null ? null : bias + lanes, scale);
            if (n > 2 * lanes)
                z2 = Scaled<TSimd, V>(x + 2 * lanes, bias == null ? null : bias + 2 * lanes, scale);
            if (n > 3 * lanes)
                z3 = Scaled<TSimd, V>(x + 3 * lanes, bias == null ? null : bias + 3 * lanes, scale);
            V shift = TSimd.Splat(Top(TSimd.MaxLane(TSimd.Max(TSimd.Max(z0, z1), TSimd.Max(z2, z3)))));
            V sums = z0 = LaneMath<TSimd, V>.Exp(TSimd.Sub(z0, shift));
            if (n > lanes)
                sums = TSimd.Add(sums, z1 = LaneMath<TSimd, V>.Exp(TSimd.Sub(z1, shift)));
            if (n > 2 * lanes)
                sums = TSimd.Add(sums, z2 = LaneMath<TSimd, V>.Exp(TSimd.Sub(z2, shift)));
            if (n > 3 * lanes)
                sums = TSimd.Add(sums, z3 = LaneMath<TSimd, V>.Exp(TSimd.Sub(z3, shift)));
            V factor = TSimd.Splat(Inverse(TSimd.Sum(sums)));
            TSimd.Store(TSimd.Mul(z0, factor), y);
            if (n > lanes)
                TSimd.Store(TSimd.Mul(z1, factor), y + lanes);
            if (n > 2 * lanes)
                TSimd.Store(TSimd.Mul(z2, factor), y + 2 * lanes);
            if (n > 3 * lanes)
                TSimd.Store(TSimd.Mul(z3, factor), y + 3 * lanes);
        }

        private readonly void Row<TSimd, V>(float* x, float* y, float* bias, int n) where TSimd : struct, ISimd<V> where V : struct
        {
            int i = 0, lanes = TSimd.Count;
            V scale = TSimd.Splat(Scale), tops = TSimd.Splat(float.NegativeInfinity);
            float top = float.NegativeInfinity;
            for (; i <= n - lanes; i += lanes)
            {
                V z = Scaled<TSimd, V>(x + i, bias == null ? null : bias + i, scale);
                TSimd.Store(z, y + i);
                tops = TSimd.Max(tops, z);
            }
            for (; i < n; i++)
            {
                y[i] = x[i] * Scale + (bias != null ? bias[i] : 0);
                top = MathF.Max(top, y[i]);
            }
            top = Top(MathF.Max(top, TSimd.MaxLane(tops)));
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
            float inverse = Inverse(sum + TSimd.Sum(sums));
            V factor = TSimd.Splat(inverse);
            for (i = 0; i <= n - lanes; i += lanes)
                TSimd.Store(TSimd.Mul(TSimd.Load(y + i), factor), y + i);
            for (; i < n; i++)
                y[i] *= inverse;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Scaled<TSimd, V>(float* x, float* bias, V scale) where TSimd : struct, ISimd<V> where V : struct
        {
            V z = TSimd.Mul(TSimd.Load(x), scale);
            return bias == null ? z : TSimd.Add(z, TSimd.Load(bias));
        }

        // Nothing to attend to, or NaN lanes, which the sum finds.
        private static float Top(float top) => float.IsNegativeInfinity(top) ? 0 : top;

        private static float Inverse(float sum) => sum == 0 ? 0 : float.IsFinite(sum) ? 1 / sum : float.NaN;
    }
}
