using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Exponential, error function and their relatives on vectors of any width.</summary>
/// <remarks>
/// <code>
/// exp x = 2ⁿ·exp r,  n = round(x / ln 2),  r = x − n·ln 2,  exp r ≈ 1 + r + r²·q(r)
/// erf x ≈ x·P(x²) / Q(x²) on |x| ≤ 3.92, ±1 outside
/// tanh x ≈ x + x³·t(x²) on |x| &lt; 0.6, else ±(1 − 2 / (exp 2|x| + 1))
/// </code>
/// Coefficients: minimax fits by Lawson's reweighted least squares on Chebyshev nodes (exp 3e-9 relative, erf 1.7e-8 absolute,
/// tanh 3e-9 relative); what remains is rounding. The error bounds of <see cref="VectorMath"/> are tested. NaN comes through.
/// </remarks>
internal static class LaneMath<TSimd, V>
    where TSimd : struct, ISimd<V>
    where V : struct
{
    /// <summary>eˣ; 0 below −87.3, +∞ above 88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        V bounded = TSimd.Min(TSimd.Splat(88.8f), TSimd.Max(TSimd.Splat(-87.5f), x));
        V n = TSimd.Round(TSimd.Mul(bounded, TSimd.Splat(1.44269504f)));
        // ln 2 in two parts, the first exact in the product with n.
        V r = TSimd.MulAdd(n, TSimd.Splat(-0.693359375f), bounded);
        r = TSimd.MulAdd(n, TSimd.Splat(2.12194440e-4f), r);
        V q = TSimd.Splat(1.381453516e-3f);
        q = TSimd.MulAdd(q, r, TSimd.Splat(8.368745581e-3f));
        q = TSimd.MulAdd(q, r, TSimd.Splat(4.166839089e-2f));
        q = TSimd.MulAdd(q, r, TSimd.Splat(1.666652039e-1f));
        q = TSimd.MulAdd(q, r, TSimd.Splat(4.999999343e-1f));
        V e = TSimd.MulAdd(q, TSimd.Mul(r, r), TSimd.Add(r, TSimd.Splat(1)));
        // Twice e by 2ⁿ⁻¹, so that results between 2¹²⁷ and the largest float keep their value.
        return TSimd.Mul(TSimd.Add(e, e), TSimd.Pow2(TSimd.Sub(n, TSimd.Splat(1))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        V z = TSimd.Min(TSimd.Splat(3.92f), TSimd.Max(TSimd.Splat(-3.92f), x)), s = TSimd.Mul(z, z);
        V p = TSimd.Splat(2.035906564e-6f);
        p = TSimd.MulAdd(p, s, TSimd.Splat(2.873643377e-4f));
        p = TSimd.MulAdd(p, s, TSimd.Splat(3.862712091e-3f));
        p = TSimd.MulAdd(p, s, TSimd.Splat(5.304322549e-2f));
        p = TSimd.MulAdd(p, s, TSimd.Splat(1.926315363e-1f));
        p = TSimd.MulAdd(p, s, TSimd.Splat(1.128379027f));
        V q = TSimd.Splat(3.807674505e-5f);
        q = TSimd.MulAdd(q, s, TSimd.Splat(1.186773413e-3f));
        q = TSimd.MulAdd(q, s, TSimd.Splat(1.516105979e-2f));
        q = TSimd.MulAdd(q, s, TSimd.Splat(1.150300642e-1f));
        q = TSimd.MulAdd(q, s, TSimd.Splat(5.040469634e-1f));
        q = TSimd.MulAdd(q, s, TSimd.Splat(1));
        return TSimd.Div(TSimd.Mul(z, p), q);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V one = TSimd.Splat(1), size = TSimd.Abs(x), s = TSimd.Mul(x, x);
        V t = TSimd.Splat(-5.895157899e-3f);
        t = TSimd.MulAdd(t, s, TSimd.Splat(2.079597251e-2f));
        t = TSimd.MulAdd(t, s, TSimd.Splat(-5.378383088e-2f));
        t = TSimd.MulAdd(t, s, TSimd.Splat(1.333192414e-1f));
        t = TSimd.MulAdd(t, s, TSimd.Splat(-3.333329800e-1f));
        V near = TSimd.MulAdd(TSimd.Mul(t, s), x, x);
        V far = TSimd.Sub(one, TSimd.Div(TSimd.Splat(2), TSimd.Add(Exp(TSimd.Add(size, size)), one)));
        return TSimd.Select(TSimd.Less(size, TSimd.Splat(0.6f)), near, TSimd.CopySign(far, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        V one = TSimd.Splat(1);
        return TSimd.Div(one, TSimd.Add(one, Exp(TSimd.Sub(TSimd.Splat(0), x))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => TSimd.Max(TSimd.Splat(0), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        V half = TSimd.Mul(x, TSimd.Splat(0.5f));
        return TSimd.MulAdd(half, Erf(TSimd.Mul(x, TSimd.Splat(0.70710678f))), half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanh(V x)
    {
        V cubic = TSimd.MulAdd(TSimd.Mul(TSimd.Mul(x, x), x), TSimd.Splat(0.044715f), x);
        return TSimd.Mul(x, Sigmoid(TSimd.Mul(cubic, TSimd.Splat(1.5957691216f))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Silu(V x) => TSimd.Mul(x, Sigmoid(x));
}
