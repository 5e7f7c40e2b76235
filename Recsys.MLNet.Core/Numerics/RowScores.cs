using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Scores one query vector against every row of an item matrix.</summary>
/// <remarks>
/// <code>scores[i] = Σ_f query[f] · items[i, f]</code>
/// Shapes: query (F), items (N, F) row-major with leading dimension ld ≥ F, scores (N); scores must not alias the inputs.
/// Four rows share each load of the query and keep two sums each. Each score depends on its row alone, not on its place.
/// For a scan of a whole catalogue that is searched often, <see cref="ItemBlocks"/> reads the same numbers faster.
/// </remarks>
public static class RowScores
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> query, ReadOnlySpan<float> items, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            float sum = 0;
            for (int f = 0; f < query.Length; f++)
                sum += query[f] * items[i * query.Length + f];
            scores[i] = sum;
        }
    }

    /// <summary>Rows without gaps.</summary>
    public static void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> items, Span<float> scores) => Compute(query, items, query.Length, scores, SimdWidths.Best);

    /// <summary>Rows <paramref name="ld"/> floats apart.</summary>
    public static void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> items, int ld, Span<float> scores) => Compute(query, items, ld, scores, SimdWidths.Best);

    internal static unsafe void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> items, int ld, Span<float> scores, SimdWidth width)
    {
        long wanted = scores.Length == 0 ? 0 : (scores.Length - 1L) * ld + query.Length;
        if (ld < query.Length || items.Length < wanted)
            throw new ArgumentException($"items holds {items.Length} values at leading dimension {ld}; expected {scores.Length} rows x {query.Length} factors = {wanted}.");
        fixed (float* q = query, x = items, s = scores)
        {
            var work = new Work { Query = q, Items = x, Scores = s, F = query.Length, N = scores.Length, Ld = ld };
            SimdWidths.Run(ref work, width);
        }
    }

    private unsafe struct Work : ISimdWork
    {
        public float* Query, Items, Scores;
        public int F, N;
        public nint Ld;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int i = 0;
            for (; i <= N - 4; i += 4)
                Rows<TSimd, V>(Query, Items + i * Ld, Ld, F, Scores + i);
            if (i == N)
                return;
            // The last few rows go through the same kernel, the missing ones standing in for the last: a score never depends on its place.
            float* rest = stackalloc float[4];
            for (; i < N; i++)
            {
                Rows<TSimd, V>(Query, Items + i * Ld, 0, F, rest);
                Scores[i] = rest[0];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows<TSimd, V>(float* q, float* r0, nint ld, int n, float* scores) where TSimd : struct, ISimd<V> where V : struct
        {
            int lanes = TSimd.Count, f = 0;
            float* r1 = r0 + ld, r2 = r1 + ld, r3 = r2 + ld;
            V a0 = TSimd.Splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            for (; f <= n - 2 * lanes; f += 2 * lanes)
            {
                V x = TSimd.Load(q + f), y = TSimd.Load(q + f + lanes);
                a0 = TSimd.MulAdd(x, TSimd.Load(r0 + f), a0);
                b0 = TSimd.MulAdd(y, TSimd.Load(r0 + f + lanes), b0);
                a1 = TSimd.MulAdd(x, TSimd.Load(r1 + f), a1);
                b1 = TSimd.MulAdd(y, TSimd.Load(r1 + f + lanes), b1);
                a2 = TSimd.MulAdd(x, TSimd.Load(r2 + f), a2);
                b2 = TSimd.MulAdd(y, TSimd.Load(r2 + f + lanes), b2);
                a3 = TSimd.MulAdd(x, TSimd.Load(r3 + f), a3);
                b3 = TSimd.MulAdd(y, TSimd.Load(r3 + f + lanes), b3);
            }
            if (f <= n - lanes)
            {
                V x = TSimd.Load(q + f);
                a0 = TSimd.MulAdd(x, TSimd.Load(r0 + f), a0);
                a1 = TSimd.MulAdd(x, TSimd.Load(r1 + f), a1);
                a2 = TSimd.MulAdd(x, TSimd.Load(r2 + f), a2);
                a3 = TSimd.MulAdd(x, TSimd.Load(r3 + f), a3);
                f += lanes;
            }
            float s0 = TSimd.Sum(TSimd.Add(a0, b0)), s1 = TSimd.Sum(TSimd.Add(a1, b1)), s2 = TSimd.Sum(TSimd.Add(a2, b2)), s3 = TSimd.Sum(TSimd.Add(a3, b3));
            for (; f < n; f++)
            {
                s0 += q[f] * r0[f];
                s1 += q[f] * r1[f];
                s2 += q[f] * r2[f];
                s3 += q[f] * r3[f];
            }
            (scores[0], scores[1], scores[2], scores[3]) = (s0, s1, s2, s3);
        }
    }
}
