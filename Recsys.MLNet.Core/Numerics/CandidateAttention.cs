using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Each candidate's own attention over one history: which of the behaviours speak for it, and how strongly.</summary>
/// <remarks>
/// <code>
/// α[j, c] = softmax_j( a[j, c] + b[j] )          s[c] += Σ_j α[j, c]·m[j, c]
/// dm[j, c] += α·ds[c]     da[j, c] += α·(m − s⁰)·ds[c]     db[j] += Σ_c da[j, c]          s⁰ = Σ_j α·m
/// </code>
/// Shapes: a, m, da, dm (J, C) at a row stride, b, db (J), s, ds (C); one lane is one candidate.
/// Zhou et al. 2018, "Deep interest network for click-through rate prediction", §4.3, with weights that add up to 1.
/// </remarks>
internal static unsafe class CandidateAttention
{
    /// <summary>The definition.</summary>
    public static void Reference(ReadOnlySpan<float> a, ReadOnlySpan<float> m, int stride, ReadOnlySpan<float> b, Span<float> s)
    {
        for (int c = 0; c < s.Length; c++)
        {
            double top = double.NegativeInfinity, sum = 0, value = 0;
            for (int j = 0; j < b.Length; j++)
                top = Math.Max(top, a[j * stride + c] + b[j]);
            for (int j = 0; j < b.Length; j++)
            {
                double e = Math.Exp(a[j * stride + c] + b[j] - top);
                sum += e;
                value += e * m[j * stride + c];
            }
            s[c] += b.Length == 0 ? 0 : (float)(value / sum);
        }
    }

    /// <summary>Adds to s.</summary>
    public static void Forward(ReadOnlySpan<float> a, ReadOnlySpan<float> m, int stride, ReadOnlySpan<float> b, Span<float> s) => Forward(a, m, stride, b, s, SimdWidths.Best);

    internal static void Forward(ReadOnlySpan<float> a, ReadOnlySpan<float> m, int stride, ReadOnlySpan<float> b, Span<float> s, SimdWidth width)
    {
        Require(Math.Min(a.Length, m.Length), stride, b.Length, s.Length);
        fixed (float* pa = a, pm = m, pb = b, ps = s)
        {
            var work = new Work { A = pa, M = pm, B = pb, S = ps, Stride = stride, J = b.Length, C = s.Length };
            SimdWidths.Run(ref work, width);
        }
    }

    /// <summary>Adds to da, dm and db.</summary>
    public static void Backward(ReadOnlySpan<float> a, ReadOnlySpan<float> m, int stride, ReadOnlySpan<float> b, ReadOnlySpan<float> ds, Span<float> da, Span<float> dm, Span<float> db) =>
        Backward(a, m, stride, b, ds, da, dm, db, SimdWidths.Best);

    internal static void Backward(ReadOnlySpan<float> a, ReadOnlySpan<float> m, int stride, ReadOnlySpan<float> b, ReadOnlySpan<float> ds, Span<float> da, Span<float> dm, Span<float> db, SimdWidth width)
    {
        Require(Math.Min(Math.Min(a.Length, m.Length), Math.Min(da.Length, dm.Length)), stride, b.Length, ds.Length);
        fixed (float* pa = a, pm = m, pb = b, ps = ds, pda = da, pdm = dm, pdb = db)
        {
            var work = new Work { A = pa, M = pm, B = pb, S = ps, Da = pda, Dm = pdm, Db = pdb, Stride = stride, J = b.Length, C = ds.Length };
            SimdWidths.Run(ref work, width);
        }
    }

    private static void Require(int length, int stride, int rows, int columns)
    {
        long wanted = rows == 0 ? 0 : (rows - 1L) * stride + columns;
        if (stride < columns || length < wanted)
            throw new ArgumentException($"Attention over {rows} behaviours of {columns} candidates at a stride of {stride} needs {wanted} values; {length} were given.");
    }

    private struct Work : ISimdWork
    {
        public float* A, M, B, S, Da, Dm, Db;
        public nint Stride;
        public int J, C;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            int c = 0;
            for (; c <= C - TSimd.Count; c += TSimd.Count)
                Lanes<TSimd, V>(c);
            for (; c < C; c++)
                Lanes<Simd1, float>(c);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Lanes<TSimd, V>(int c) where TSimd : struct, ISimd<V> where V : struct
        {
            if (J == 0)
                return;
            float* a = A + c, m = M + c;
            V top = TSimd.Add(TSimd.Load(a), TSimd.Splat(B[0]));
            for (int j = 1; j < J; j++)
                top = TSimd.Max(top, TSimd.Add(TSimd.Load(a + j * Stride), TSimd.Splat(B[j])));
            V sum = TSimd.Splat(0), value = sum;
            for (int j = 0; j < J; j++)
            {
                V e = LaneMath<TSimd, V>.Exp(TSimd.Sub(TSimd.Add(TSimd.Load(a + j * Stride), TSimd.Splat(B[j])), top));
                sum = TSimd.Add(sum, e);
                value = TSimd.MulAdd(e, TSimd.Load(m + j * Stride), value);
            }
            value = TSimd.Div(value, sum);
            if (Da == null)
            {
                TSimd.Store(TSimd.Add(TSimd.Load(S + c), value), S + c);
                return;
            }
            V ds = TSimd.Div(TSimd.Load(S + c), sum);
            for (int j = 0; j < J; j++)
            {
                V weighted = TSimd.Mul(LaneMath<TSimd, V>.Exp(TSimd.Sub(TSimd.Add(TSimd.Load(a + j * Stride), TSimd.Splat(B[j])), top)), ds);
                float* da = Da + c + j * Stride, dm = Dm + c + j * Stride;
                TSimd.Store(TSimd.Add(TSimd.Load(dm), weighted), dm);
                V d = TSimd.Mul(weighted, TSimd.Sub(TSimd.Load(m + j * Stride), value));
                TSimd.Store(TSimd.Add(TSimd.Load(da), d), da);
                Db[j] += TSimd.Sum(d);
            }
        }
    }
}
