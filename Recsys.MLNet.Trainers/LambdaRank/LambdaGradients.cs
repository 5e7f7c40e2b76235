using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Gradient and curvature of the LambdaRank objective for one query in the order of its scores.</summary>
/// <remarks>
/// For each pair of ranks i &lt; j with i among the top T and different gains, H the one with the higher gain, L the other:
/// <code>
/// ρ = 1 / (1 + exp(σ·(s_H − s_L)))                      the model's doubt that H belongs above L
/// Δ = |gain_i − gain_j| · |disc_i − disc_j| / maxDCG    the NDCG that swapping them changes
/// Δ = Δ / (0.01 + |s_i − s_j|)                          if normalizing and the scores are not all equal
/// λ = σ·ρ·Δ          grad_H −= λ     grad_L += λ
/// h = σ²·ρ·(1−ρ)·Δ   hess_H += h     hess_L += h
/// </code>
/// and, if normalizing, all of it times log₂(1 + S)/S with S = Σ 2λ.
/// Shapes: scores, gains, grad, hess (D + <see cref="Padding"/>), discounts (at least D), D documents; the padding of gains,
/// grad and hess is overwritten, results behind D mean nothing.
/// Invariants the tests hold: Σ grad = 0; equal gains contribute nothing; hess ≥ 0; agreement with <see cref="Reference"/>.
/// Burges 2010, "From RankNet to LambdaRank to LambdaMART", §4; the normalization is LightGBM's. O(T·D) pairs.
/// </remarks>
public static class LambdaGradients
{
    /// <summary>Numbers behind the last document that the vectors may touch.</summary>
    public const int Padding = 16;

    /// <summary>The definition, in one readable loop. Tests hold <see cref="ForQuery"/> to it.</summary>
    public static void Reference(ReadOnlySpan<float> scores, ReadOnlySpan<float> gains, ReadOnlySpan<float> discounts, int documents,
                                 float inverseMaxDcg, int truncation, float sigma, bool normalize, Span<float> grad, Span<float> hess)
    {
        grad[..documents].Clear();
        hess[..documents].Clear();
        bool byDistance = normalize && scores[0] != scores[documents - 1];
        double total = 0;
        for (int i = 0; i < Math.Min(truncation, documents - 1); i++)
            for (int j = i + 1; j < documents; j++)
            {
                if (gains[i] == gains[j])
                    continue;
                (int high, int low) = gains[i] > gains[j] ? (i, j) : (j, i);
                double distance = scores[high] - scores[low];
                double delta = Math.Abs(gains[i] - gains[j]) * Math.Abs(discounts[i] - discounts[j]) * inverseMaxDcg;
                if (byDistance)
                    delta /= 0.01 + Math.Abs(distance);
                double rho = 1 / (1 + Math.Exp(sigma * distance));
                double lambda = sigma * rho * delta, curvature = sigma * sigma * rho * (1 - rho) * delta;
                grad[high] -= (float)lambda;
                grad[low] += (float)lambda;
                hess[high] += (float)curvature;
                hess[low] += (float)curvature;
                total += 2 * lambda;
            }
        if (normalize && total > 0)
            Scale(grad[..documents], hess[..documents], Math.Log2(1 + total) / total);
    }

    /// <summary>The same with a vector of documents j at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ForQuery(Span<float> scores, Span<float> gains, ReadOnlySpan<float> discounts, int documents,
                                float inverseMaxDcg, int truncation, float sigma, bool normalize, Span<float> grad, Span<float> hess)
    {
        int padded = documents + Padding;
        if (scores.Length < padded || gains.Length < padded || grad.Length < padded || hess.Length < padded || discounts.Length < documents)
            throw new ArgumentException($"Every span must hold {documents} documents and {Padding} more; scores holds {scores.Length}, gains {gains.Length}, grad {grad.Length}, hess {hess.Length}, discounts {discounts.Length}.");
        if (!Vector.IsHardwareAccelerated || Vector<float>.Count > Padding)
        {
            Reference(scores, gains, discounts, documents, inverseMaxDcg, truncation, sigma, normalize, grad, hess);
            return;
        }
        grad[..documents].Clear();
        hess[..documents].Clear();
        bool byDistance = normalize && scores[0] != scores[documents - 1];
        ref float s = ref MemoryMarshal.GetReference(scores);
        ref float y = ref MemoryMarshal.GetReference(gains);
        ref float g = ref MemoryMarshal.GetReference(grad);
        ref float h = ref MemoryMarshal.GetReference(hess);
        ref float d = ref MemoryMarshal.GetReference(discounts);
        var sign = new Vector<float>(-0f);
        var vSigma = new Vector<float>(sigma);
        var vInverse = new Vector<float>(inverseMaxDcg);
        var limit = new Vector<float>(80);
        var total = Vector<float>.Zero;
        int lanes = Vector<float>.Count;
        for (int i = 0; i < Math.Min(truncation, documents - 1); i++)
        {
            float yi = Unsafe.Add(ref y, i);
            var si = new Vector<float>(Unsafe.Add(ref s, i));
            var gain = new Vector<float>(yi);
            var discount = new Vector<float>(Unsafe.Add(ref d, i));
            var gi = Vector<float>.Zero;
            var hi = Vector<float>.Zero;
            // Behind the last document the gains are those of i: such pairs weigh nothing.
            for (int p = documents; p < documents + lanes; p++)
                Unsafe.Add(ref y, p) = yi;
            for (int j = i + 1; j < documents; j += lanes)
            {
                var gap = gain - Vector.LoadUnsafe(ref y, (nuint)j);
                var flip = gap & sign; // set where j is the better document
                var distance = (si - Vector.LoadUnsafe(ref s, (nuint)j)) ^ flip;
                var dj = j + lanes <= discounts.Length ? Vector.LoadUnsafe(ref d, (nuint)j) : LoadTail(discounts, j);
                var delta = Vector.Abs(gap) * Vector.Abs(discount - dj) * vInverse;
                if (byDistance)
                    delta /= new Vector<float>(0.01f) + Vector.Abs(distance);
                var rho = Vector<float>.One / (Vector<float>.One + Exp(Vector.Min(limit, Vector.Max(-limit, vSigma * distance))));
                var lambda = vSigma * rho * delta;
                var curvature = vSigma * (Vector<float>.One - rho) * lambda;
                total += lambda;
                var signed = lambda ^ flip;
                gi -= signed;
                hi += curvature;
                (Vector.LoadUnsafe(ref g, (nuint)j) + signed).StoreUnsafe(ref g, (nuint)j);
                (Vector.LoadUnsafe(ref h, (nuint)j) + curvature).StoreUnsafe(ref h, (nuint)j);
            }
            Unsafe.Add(ref g, i) += Vector.Sum(gi);
            Unsafe.Add(ref h, i) += Vector.Sum(hi);
        }
        double sum = 2 * (double)Vector.Sum(total);
        if (normalize && sum > 0)
            Scale(grad[..documents], hess[..documents], Math.Log2(1 + sum) / sum);
    }

    private static Vector<float> LoadTail(ReadOnlySpan<float> values, int from)
    {
        Span<float> tail = stackalloc float[Vector<float>.Count];
        values[from..].CopyTo(tail);
        return new Vector<float>(tail);
    }

    /// <summary>e^x for |x| ≤ 80, to about 2 ulp: 2^k · p(r), r = x − k·ln 2, p of degree 6 (Cephes).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        var k = Vector.Floor(Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), new Vector<float>(0.5f)));
        var r = Vector.FusedMultiplyAdd(k, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(k, new Vector<float>(2.12194440e-4f), r);
        var p = new Vector<float>(1.9875691500e-4f);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.3981999507e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(8.3334519073e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.1665795894e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.6666665459e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(5.0000001201e-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r + Vector<float>.One);
        var power = Vector.ShiftLeft(Vector.ConvertToInt32(k) + new Vector<int>(127), 23);
        return p * power.As<int, float>();
    }

    private static void Scale(Span<float> grad, Span<float> hess, double factor)
    {
        System.Numerics.Tensors.TensorPrimitives.Multiply(grad, (float)factor, grad);
        System.Numerics.Tensors.TensorPrimitives.Multiply(hess, (float)factor, hess);
    }
}
