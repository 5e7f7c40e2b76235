using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Gradients of <see cref="LayerNorm"/> over many rows.</summary>
/// <remarks>
/// <code>
/// n = (x − μ)/σ      dgain += Σ dy·n      dshift += Σ dy      e = dy·gain
/// dx += (e − mean(e) − n·mean(e·n)) / σ
/// </code>
/// Shapes: x, dy, dx (R, N) without gaps, means and inverse deviations (R), gain, dgain, dshift (N).
/// </remarks>
internal static unsafe class LayerNormGradient
{
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, ReadOnlySpan<float> dy,
        Span<float> dx, Span<float> dGain, Span<float> dShift, int rows) => Add(x, gain, means, inverses, dy, dx, dGain, dShift, rows, SimdWidths.Best);

    internal static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, ReadOnlySpan<float> dy,
        Span<float> dx, Span<float> dGain, Span<float> dShift, int rows, SimdWidth width)
    {
        if (x.Length < rows * gain.Length || dy.Length < rows * gain.Length || dx.Length < rows * gain.Length || means.Length < rows || inverses.Length < rows || dGain.Length != gain.Length || dShift.Length != gain.Length)
            throw new ArgumentException($"x holds {x.Length} values, dy {dy.Length}, dx {dx.Length}; expected {rows} rows x {gain.Length} columns of each, and as many columns in the gain's and shift's gradients.");
        fixed (float* px = x, pg = gain, pm = means, pi = inverses, pdy = dy, pdx = dx, pdg = dGain, pds = dShift)
        {
            var work = new Work { X = px, Gain = pg, Means = pm, Inverses = pi, Dy = pdy, Dx = pdx, DGain = pdg, DShift = pds, Rows = rows, N = gain.Length };
            SimdWidths.Run(ref work, width);
        }
    }

    private struct Work : ISimdWork
    {
        public float* X, Gain, Means, Inverses, Dy, Dx, DGain, DShift;
        public int Rows, N;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int n = N, lanes = TSimd.Count;
            for (int r = 0; r < Rows; r++)
            {
                float* x = X + (nint)r * n, dy = Dy + (nint)r * n, dx = Dx + (nint)r * n;
                float mean = Means[r], inverse = Inverses[r], sum = 0, product = 0;
                V means = TSimd.Splat(mean), inverses = TSimd.Splat(inverse), sums = TSimd.Splat(0), products = TSimd.Splat(0);
                int i = 0;
                for (; i <= n - lanes; i += lanes)
                {
                    V d = TSimd.Load(dy + i), normal = TSimd.Mul(TSimd.Sub(TSimd.Load(x + i), means), inverses), e = TSimd.Mul(d, TSimd.Load(Gain + i));
                    TSimd.Store(TSimd.MulAdd(d, normal, TSimd.Load(DGain + i)), DGain + i);
                    TSimd.Store(TSimd.Add(d, TSimd.Load(DShift + i)), DShift + i);
                    sums = TSimd.Add(sums, e);
                    products = TSimd.MulAdd(e, normal, products);
                }
                for (; i < n; i++)
                {
                    float normal = (x[i] - mean) * inverse, e = dy[i] * Gain[i];
                    DGain[i] += dy[i] * normal;
                    DShift[i] += dy[i];
                    sum += e;
                    product += e * normal;
                }
                sum = (sum + TSimd.Sum(sums)) / n;
                product = (product + TSimd.Sum(products)) / n;
                V meanE = TSimd.Splat(sum), meanProduct = TSimd.Splat(product);
                for (i = 0; i <= n - lanes; i += lanes)
                {
                    V normal = TSimd.Mul(TSimd.Sub(TSimd.Load(x + i), means), inverses), e = TSimd.Mul(TSimd.Load(dy + i), TSimd.Load(Gain + i));
                    V d = TSimd.Mul(inverses, TSimd.Sub(TSimd.Sub(e, meanE), TSimd.Mul(normal, meanProduct)));
                    TSimd.Store(TSimd.Add(d, TSimd.Load(dx + i)), dx + i);
                }
                for (; i < n; i++)
                    dx[i] += inverse * (dy[i] * Gain[i] - sum - (x[i] - mean) * inverse * product);
            }
        }
    }
}
