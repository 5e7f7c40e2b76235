using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>One step of Adam with decoupled weight decay.</summary>
/// <remarks>
/// <code>
/// m ← β₁m + (1−β₁)g      v ← β₂v + (1−β₂)g²
/// w ← w − rate·( m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε) + decay·w )
/// </code>
/// Shapes: w, g, m, v (N). Element-wise: any split into parts gives the same bits.
/// Kingma and Ba 2015, "Adam", algorithm 1; Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
/// </remarks>
internal static unsafe class AdamStep
{
    public const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    /// <param name="w">Weights, changed.</param>
    /// <param name="g">Gradient.</param>
    /// <param name="m">First moments, changed.</param>
    /// <param name="v">Second moments, changed.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="step">The number of this step, from 1.</param>
    public static void Apply(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float decay, long step)
    {
        if (g.Length != w.Length || m.Length != w.Length || v.Length != w.Length)
            throw new ArgumentException($"w holds {w.Length} values, g {g.Length}, m {m.Length}, v {v.Length}; expected the same number.");
        fixed (float* pw = w, pg = g, pm = m, pv = v)
        {
            var work = new Work
            {
                W = pw,
                G = pg,
                M = pm,
                S = pv,
                N = w.Length,
                Shrink = 1 - rate * decay,
                Rate = (float)(rate / (1 - Math.Pow(Beta1, step))),
                Root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))),
            };
            SimdWidths.Run(ref work, SimdWidths.Best);
        }
    }

    private struct Work : ISimdWork
    {
        public float* W, G, M, S;
        public int N;
        public float Rate, Root, Shrink;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int i = 0;
            for (; i <= N - TSimd.Count; i += TSimd.Count)
                Update<TSimd, V>(i);
            for (; i < N; i++)
                Update<Simd1, float>(i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Update<TSimd, V>(int i) where TSimd : struct, ISimd<V> where V : struct
        {
            V g = TSimd.Load(G + i);
            V m = TSimd.MulAdd(TSimd.Splat(Beta1), TSimd.Load(M + i), TSimd.Mul(TSimd.Splat(1 - Beta1), g));
            V v = TSimd.MulAdd(TSimd.Splat(Beta2), TSimd.Load(S + i), TSimd.Mul(TSimd.Splat(1 - Beta2), TSimd.Mul(g, g)));
            TSimd.Store(m, M + i);
            TSimd.Store(v, S + i);
            V root = TSimd.MulAdd(TSimd.Sqrt(v), TSimd.Splat(Root), TSimd.Splat(Epsilon));
            V shrunk = TSimd.Mul(TSimd.Load(W + i), TSimd.Splat(Shrink));
            TSimd.Store(TSimd.Sub(shrunk, TSimd.Div(TSimd.Mul(TSimd.Splat(Rate), m), root)), W + i);
        }
    }
}
