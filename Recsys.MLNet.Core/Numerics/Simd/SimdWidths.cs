using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>Chooses the width that a kernel runs at.</summary>
internal static class SimdWidths
{
    /// <summary>The widest that this machine accelerates. The compiler knows it: choosing by it costs nothing.</summary>
    public static SimdWidth Best
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? SimdWidth.Bits512
            : Vector256.IsHardwareAccelerated ? SimdWidth.Bits256
            : Vector128.IsHardwareAccelerated ? SimdWidth.Bits128
            : SimdWidth.Scalar;
    }

    /// <summary>Runs a kernel at that width; one that is not accelerated runs too, slowly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork>(ref TWork work, SimdWidth width) where TWork : struct, ISimdWork
    {
        switch (width)
        {
            case SimdWidth.Bits512:
                work.Run<Simd512, Vector512<float>>();
                break;
            case SimdWidth.Bits256:
                work.Run<Simd256, Vector256<float>>();
                break;
            case SimdWidth.Bits128:
                work.Run<Simd128, Vector128<float>>();
                break;
            default:
                work.Run<Simd1, float>();
                break;
        }
    }
}
