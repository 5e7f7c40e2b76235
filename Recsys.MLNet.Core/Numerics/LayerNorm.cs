using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Normalises a row to mean 0 and variance 1, then scales and shifts it.</summary>
/// <remarks>
/// <code>
/// μ = mean(x)    v = mean((x − μ)²)    y = (x − μ)/√(v + ε)·gain + shift
/// </code>
/// Shapes: x, y, gain, shift (N); an empty gain is 1, an empty shift 0; x and y may be the same span.
/// The variance is summed in a second pass over differences, so a large mean does not cancel it.
/// Ba, Kiros and Hinton 2016, "Layer normalization", §3.
/// </remarks>
public static class LayerNorm
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y)
    {
        double mean = 0, variance = 0;
        foreach (float v in x)
            mean += v / (double)x.Length;
        foreach (float v in x)
            variance += (v - mean) * (v - mean) / x.Length;
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)((x[i] - mean) / Math.Sqrt(variance + epsilon) * (gain.IsEmpty ? 1 : gain[i]) + (shift.IsEmpty ? 0 : shift[i]));
    }

    /// <summary>One row.</summary>
    public static void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y) =>
        Compute(x, gain, shift, epsilon, y, out _, out _, SimdWidths.Best);

    /// <summary>One row, with the statistics that its derivative needs: μ and 1/√(v + ε).</summary>
    public static void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y, out float mean, out float inverseDeviation) =>
        Compute(x, gain, shift, epsilon, y, out mean, out inverseDeviation, SimdWidths.Best);

    internal static unsafe void Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y, out float mean, out float inverseDeviation, SimdWidth width)
    {
        if (y.Length != x.Length || (!gain.IsEmpty && gain.Length != x.Length) || (!shift.IsEmpty && shift.Length != x.Length))
            throw new ArgumentException($"x holds {x.Length} values, gain {gain.Length}, shift {shift.Length}, y {y.Length}; expected the same number, or no gain or shift.");
        fixed (float* px = x, pg = gain, ps = shift, py = y)
        {
            var work = new Work { X = px, Gain = pg, Shift = ps, Y = py, N = x.Length, Count = 1, Epsilon = epsilon };
            SimdWidths.Run(ref work, width);
            (mean, inverseDeviation) = (work.Mean, work.InverseDeviation);
        }
    }

    /// <summary>Rows of the length of gain below each other, each the sum of one of x and one of <paramref name="residual"/>; y may be either of them.</summary>
    internal static unsafe void SumRows(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y) =>
        SumRows(x, residual, gain, shift, epsilon, y, SimdWidths.Best);

    internal static unsafe void SumRows(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon, Span<float> y, SimdWidth width)
    {
        if (x.IsEmpty && gain.IsEmpty)
            return;
        if (residual.Length != x.Length || y.Length != x.Length || gain.IsEmpty || shift.Length != gain.Length || x.Length % gain.Length != 0)
            throw new ArgumentException($"x holds {x.Length} values, residual {residual.Length}, y {y.Length}, gain {gain.Length}, shift {shift.Length}; expected the same number of rows as long as gain and shift.");
        fixed (float* px = x, pr = residual, pg = gain, ps = shift, py = y)
        {
            var work = new Work { X = px, Residual = pr, Gain = pg, Shift = ps, Y = py, N = gain.Length, Count = x.Length / gain.Length, Epsilon = epsilon };
            SimdWidths.Run(ref work, width);
        }
    }

    internal unsafe struct Work : ISimdWork
    {
        public float* X, Residual, Gain, Shift, Y;
        public int N, Count;
        public float Epsilon, Mean, InverseDeviation;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            float* x = X, y = Y, residual = Residual;
            for (int row = 0; row < Count; row++, x += N, y += N)
            {
                if (residual == null)
                {
                    Row<TSimd, V>(x, y);
                    continue;
                }
                int i = 0, n = N, lanes = TSimd.Count;
                for (; i <= n - lanes; i += lanes)
                    TSimd.Store(TSimd.Add(TSimd.Load(x + i), TSimd.Load(residual + i)), y + i);
                for (; i < n; i++)
                    y[i] = x[i] + residual[i];
                residual += n;
                Row<TSimd, V>(y, y);
            }
        }

        /// <summary>Two sums each, so that one addition need not wait for the one before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Row<TSimd, V>(float* x, float* y) where TSimd : struct, ISimd<V> where V : struct
        {
            float* gain = Gain, shift = Shift;
            int n = N, i = 0, lanes = TSimd.Count;
            V sums = TSimd.Splat(0), sumsToo = sums;
            float sum = 0;
            for (; i <= n - 2 * lanes; i += 2 * lanes)
            {
                sums = TSimd.Add(sums, TSimd.Load(x + i));
                sumsToo = TSimd.Add(sumsToo, TSimd.Load(x + i + lanes));
            }
            for (; i < n; i++)
                sum += x[i];
            float mean = n == 0 ? 0 : (sum + TSimd.Sum(TSimd.Add(sums, sumsToo))) / n;
            V means = TSimd.Splat(mean), squares = TSimd.Splat(0), squaresToo = squares;
            float square = 0;
            for (i = 0; i <= n - 2 * lanes; i += 2 * lanes)
            {
                V d = TSimd.Sub(TSimd.Load(x + i), means), e = TSimd.Sub(TSimd.Load(x + i + lanes), means);
                squares = TSimd.MulAdd(d, d, squares);
                squaresToo = TSimd.MulAdd(e, e, squaresToo);
            }
            for (; i < n; i++)
                square += (x[i] - mean) * (x[i] - mean);
            float inverse = 1 / MathF.Sqrt((square + TSimd.Sum(TSimd.Add(squares, squaresToo))) / Math.Max(1, n) + Epsilon);
            V scale = TSimd.Splat(inverse);
            for (i = 0; i <= n - lanes; i += lanes)
            {
                V d = TSimd.Mul(TSimd.Sub(TSimd.Load(x + i), means), scale);
                if (gain != null)
                    d = TSimd.Mul(d, TSimd.Load(gain + i));
                if (shift != null)
                    d = TSimd.Add(d, TSimd.Load(shift + i));
                TSimd.Store(d, y + i);
            }
            for (; i < n; i++)
                y[i] = (x[i] - mean) * inverse * (gain != null ? gain[i] : 1) + (shift != null ? shift[i] : 0);
            (Mean, InverseDeviation) = (mean, inverse);
        }
    }
}
