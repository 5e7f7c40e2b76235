using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Benchmarks.Numerics;

/// <summary>Multiply-adds with nothing to load or store: 256-bit vectors, ten independent chains. What products are measured against.</summary>
internal static class MultiplyAddPeak
{
    private const int Chains = 10, Lanes = 8;

    /// <summary>Does that many multiply-adds; returns what nobody needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(long multiplyAdds)
    {
        Vector256<float> x = Vector256.Create(1.0001f), y = Vector256.Create(1e-9f), a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
        for (long t = multiplyAdds / (Chains * Lanes); t > 0; t--)
        {
            a = Vector256.MultiplyAddEstimate(a, x, y);
            b = Vector256.MultiplyAddEstimate(b, x, y);
            c = Vector256.MultiplyAddEstimate(c, x, y);
            d = Vector256.MultiplyAddEstimate(d, x, y);
            e = Vector256.MultiplyAddEstimate(e, x, y);
            f = Vector256.MultiplyAddEstimate(f, x, y);
            g = Vector256.MultiplyAddEstimate(g, x, y);
            h = Vector256.MultiplyAddEstimate(h, x, y);
            i = Vector256.MultiplyAddEstimate(i, x, y);
            j = Vector256.MultiplyAddEstimate(j, x, y);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
