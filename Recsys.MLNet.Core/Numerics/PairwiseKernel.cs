using System.Numerics;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>One gradient step that puts an item a user has above one they have not.</summary>
/// <remarks>
/// <code>
/// x = p·(a − b) + biasA − biasB      loss = ln(1 + e^(−x)) + λ/2·(‖p‖² + ‖a‖² + ‖b‖²)
/// g = w / (1 + e^x)                  p += η·(g·(a − b) − λ·p)    a += η·(g·p − λ·a)    b −= η·(g·p + λ·b)
/// </code>
/// Shapes: p, a, b (F): the user, the item they have, the one they have not; the right-hand sides use the old values.
/// Invariants the tests hold: the step is −η times the gradient by finite differences.
/// Rendle et al. 2009, "BPR: Bayesian personalized ranking from implicit feedback", §4.
/// </remarks>
internal static class PairwiseKernel
{
    /// <summary>How much more the user likes a than b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Margin(ref float p, ref float a, ref float b, int factors)
    {
        Vector<float> s = default, t = default;
        int w = Vector<float>.Count, f = 0;
        for (; f <= factors - 2 * w; f += 2 * w)
        {
            s = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref p, (nuint)f), Vector.LoadUnsafe(ref a, (nuint)f) - Vector.LoadUnsafe(ref b, (nuint)f), s);
            t = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref p, (nuint)(f + w)), Vector.LoadUnsafe(ref a, (nuint)(f + w)) - Vector.LoadUnsafe(ref b, (nuint)(f + w)), t);
        }
        for (; f <= factors - w; f += w)
            s = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref p, (nuint)f), Vector.LoadUnsafe(ref a, (nuint)f) - Vector.LoadUnsafe(ref b, (nuint)f), s);
        float sum = Vector.Sum(s + t);
        for (; f < factors; f++)
            sum += Unsafe.Add(ref p, f) * (Unsafe.Add(ref a, f) - Unsafe.Add(ref b, f));
        return sum;
    }

    /// <summary>Moves all three rows by the coefficient g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref float p, ref float a, ref float b, int factors, float g, float rate, float lambdaUser, float lambdaItem)
    {
        float keepUser = 1 - rate * lambdaUser, keepItem = 1 - rate * lambdaItem, step = rate * g;
        Vector<float> ku = new(keepUser), ki = new(keepItem), sv = new(step);
        int w = Vector<float>.Count, f = 0;
        for (; f <= factors - w; f += w)
        {
            var u = Vector.LoadUnsafe(ref p, (nuint)f);
            var i = Vector.LoadUnsafe(ref a, (nuint)f);
            var j = Vector.LoadUnsafe(ref b, (nuint)f);
            var move = sv * u;
            Vector.FusedMultiplyAdd(sv, i - j, ku * u).StoreUnsafe(ref p, (nuint)f);
            Vector.FusedMultiplyAdd(ki, i, move).StoreUnsafe(ref a, (nuint)f);
            (ki * j - move).StoreUnsafe(ref b, (nuint)f);
        }
        for (; f < factors; f++)
        {
            float u = Unsafe.Add(ref p, f), i = Unsafe.Add(ref a, f), j = Unsafe.Add(ref b, f);
            Unsafe.Add(ref p, f) = keepUser * u + step * (i - j);
            Unsafe.Add(ref a, f) = keepItem * i + step * u;
            Unsafe.Add(ref b, f) = keepItem * j - step * u;
        }
    }

    /// <summary>Moves the user's row alone.</summary>
    public static void UserStep(ref float p, ref float a, ref float b, int factors, float g, float rate, float lambdaUser)
    {
        for (int f = 0; f < factors; f++)
        {
            ref float u = ref Unsafe.Add(ref p, f);
            u += rate * (g * (Unsafe.Add(ref a, f) - Unsafe.Add(ref b, f)) - lambdaUser * u);
        }
    }
}
