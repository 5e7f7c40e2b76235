using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Adds up the rows of a matrix, each times its weight: the second half of attention.</summary>
/// <remarks>
/// <code>o[f] = Σ_j weights[j] · rows[j, f]</code>
/// Shapes: weights (N), rows (N, F) with leading dimension ld ≥ F, o (F). Eight vectors of o stay in registers while all rows go by.
/// Every o[f] is one sum in the order of j.
/// </remarks>
internal static unsafe class WeightedRows
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> weights, ReadOnlySpan<float> rows, int ld, Span<float> o)
    {
        for (int f = 0; f < o.Length; f++)
        {
            o[f] = 0;
            for (int j = 0; j < weights.Length; j++)
                o[f] += weights[j] * rows[j * ld + f];
        }
    }

    public static void Compute(ReadOnlySpan<float> weights, ReadOnlySpan<float> rows, int ld, Span<float> o) => Compute(weights, rows, ld, o, SimdWidths.Best);

    internal static void Compute(ReadOnlySpan<float> weights, ReadOnlySpan<float> rows, int ld, Span<float> o, SimdWidth width)
    {
        long wanted = weights.Length == 0 ? 0 : (weights.Length - 1L) * ld + o.Length;
        if (ld < o.Length || rows.Length < wanted)
            throw new ArgumentException($"rows holds {rows.Length} values at leading dimension {ld}; expected {weights.Length} rows x {o.Length} = {wanted}.");
        fixed (float* w = weights, x = rows, y = o)
        {
            var work = new Work { Weights = w, Rows = x, O = y, N = weights.Length, F = o.Length, Ld = ld };
            SimdWidths.Run(ref work, width);
        }
    }

    private struct Work : ISimdWork
    {
        public float* Weights, Rows, O;
        public int N, F;
        public nint Ld;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int lanes = TSimd.Count, f = 0;
            for (; f <= F - 8 * lanes; f += 8 * lanes)
                Eight<TSimd, V>(Weights, Rows + f, Ld, N, O + f);
            for (; f <= F - lanes; f += lanes)
                One<TSimd, V>(Weights, Rows + f, Ld, N, O + f);
            for (; f < F; f++)
                One<Simd1, float>(Weights, Rows + f, Ld, N, O + f);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Eight<TSimd, V>(float* weights, float* row, nint ld, int n, float* o) where TSimd : struct, ISimd<V> where V : struct
        {
            int lanes = TSimd.Count;
            V a0 = TSimd.Splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
            for (int j = 0; j < n; j++, row += ld)
            {
                V w = TSimd.Splat(weights[j]);
                a0 = TSimd.MulAdd(w, TSimd.Load(row), a0);
                a1 = TSimd.MulAdd(w, TSimd.Load(row + lanes), a1);
                a2 = TSimd.MulAdd(w, TSimd.Load(row + 2 * lanes), a2);
                a3 = TSimd.MulAdd(w, TSimd.Load(row + 3 * lanes), a3);
                a4 = TSimd.MulAdd(w, TSimd.Load(row + 4 * lanes), a4);
                a5 = TSimd.MulAdd(w, TSimd.Load(row + 5 * lanes), a5);
                a6 = TSimd.MulAdd(w, TSimd.Load(row + 6 * lanes), a6);
                a7 = TSimd.MulAdd(w, TSimd.Load(row + 7 * lanes), a7);
            }
            TSimd.Store(a0, o);
            TSimd.Store(a1, o + lanes);
            TSimd.Store(a2, o + 2 * lanes);
            TSimd.Store(a3, o + 3 * lanes);
            TSimd.Store(a4, o + 4 * lanes);
            TSimd.Store(a5, o + 5 * lanes);
            TSimd.Store(a6, o + 6 * lanes);
            TSimd.Store(a7, o + 7 * lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void One<TSimd, V>(float* weights, float* row, nint ld, int n, float* o) where TSimd : struct, ISimd<V> where V : struct
        {
            V sum = TSimd.Splat(0);
            for (int j = 0; j < n; j++, row += ld)
                sum = TSimd.MulAdd(TSimd.Splat(weights[j]), TSimd.Load(row), sum);
            TSimd.Store(sum, o);
        }
    }
}
