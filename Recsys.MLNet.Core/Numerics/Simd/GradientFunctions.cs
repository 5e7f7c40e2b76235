using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>The derivative of x·Φ(x).</summary>
internal readonly struct GeluSlope : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct
    {
        V phi = TSimd.MulAdd(LaneMath<TSimd, V>.Erf(TSimd.Mul(x, TSimd.Splat(0.70710678f))), TSimd.Splat(0.5f), TSimd.Splat(0.5f));
        V density = TSimd.Mul(LaneMath<TSimd, V>.Exp(TSimd.Mul(TSimd.Mul(x, x), TSimd.Splat(-0.5f))), TSimd.Splat(0.39894228f));
        return TSimd.MulAdd(x, density, phi);
    }
}
