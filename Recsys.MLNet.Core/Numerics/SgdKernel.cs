using System.Numerics;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Stochastic gradient steps over the ratings of one block.</summary>
/// <remarks>
/// <code>
/// e = r − (μ + b_u + b_i + p·q)      loss = ½·e² + ½·λ_u·‖p‖² + ½·λ_i·‖q‖² + ½·λ_b·(b_u² + b_i²)
/// p ← p + η·(e·q − λ_u·p)            q ← q + η·(e·p − λ_i·q)            b ← b + η·(e − λ_b·b)
/// </code>
/// Shapes: p, q (F), F a multiple of <see cref="Lanes.Padding"/>; both right-hand sides use the old values.
/// Invariants the tests hold: a step is −η times the gradient by finite differences; padding stays 0.
/// The latency of one dot product bounds a rating; memory is asked for some ratings ahead.
/// Koren, Bell and Volinsky 2009, "Matrix factorization techniques for recommender systems".
/// </remarks>
internal static class SgdKernel
{
    private const int Ahead = 6;

    /// <summary>What one pass needs to know.</summary>
    public readonly record struct Step(float Mean, float Rate, float BiasRate, float BiasLambda);

    /// <summary>One pass over ratings <paramref name="from"/> to <paramref name="to"/>; returns the sum of squared errors before each step.</summary>
    public static double Pass(RatingBlocks blocks, int from, int to, in RatingSide users, in RatingSide items, in Step step)
    {
        int factors = users.Rows.Columns;
        ref float p0 = ref users.Rows.Values[0];
        ref float q0 = ref items.Rows.Values[0];
        float[] userBias = users.Bias, itemBias = items.Bias, userLambda = users.Lambda, itemLambda = items.Lambda;
        float keepBias = 1 - step.BiasRate * step.BiasLambda;
        double squares = 0;
        var (userOf, itemOf, values) = (blocks.Users, blocks.Items, blocks.Values);
        for (int n = from; n < to; n++)
        {
            if (n + Ahead < to)
            {
                Fetch.Row(ref Unsafe.Add(ref q0, (nint)itemOf[n + Ahead] * factors), factors);
                Fetch.Row(ref Unsafe.Add(ref p0, (nint)userOf[n + Ahead] * factors), factors);
            }
            int user = userOf[n], item = itemOf[n];
            ref float p = ref Unsafe.Add(ref p0, (nint)user * factors);
            ref float q = ref Unsafe.Add(ref q0, (nint)item * factors);
            ref float bu = ref userBias[user];
            ref float bi = ref itemBias[item];
            float error = values[n] - step.Mean - bu - bi - Lanes.Dot(ref p, ref q, factors);
            squares += error * error;
            Move(ref p, ref q, factors, 1 - step.Rate * userLambda[user], 1 - step.Rate * itemLambda[item], step.Rate * error);
            bu = keepBias * bu + step.BiasRate * error;
            bi = keepBias * bi + step.BiasRate * error;
        }
        return squares;
    }

    /// <summary>p ← keepP·p + s·q and q ← keepQ·q + s·p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(ref float p, ref float q, int factors, float keepP, float keepQ, float s)
    {
        Vector<float> kp = new(keepP), kq = new(keepQ), sv = new(s);
        int w = Vector<float>.Count, f = 0;
        for (; f <= factors - w; f += w)
        {
            var a = Vector.LoadUnsafe(ref p, (nuint)f);
            var b = Vector.LoadUnsafe(ref q, (nuint)f);
            Vector.FusedMultiplyAdd(kp, a, sv * b).StoreUnsafe(ref p, (nuint)f);
            Vector.FusedMultiplyAdd(kq, b, sv * a).StoreUnsafe(ref q, (nuint)f);
        }
        for (; f < factors; f++)
        {
            float a = Unsafe.Add(ref p, f), b = Unsafe.Add(ref q, f);
            Unsafe.Add(ref p, f) = keepP * a + s * b;
            Unsafe.Add(ref q, f) = keepQ * b + s * a;
        }
    }
}
