using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>Which instantiation of the kernels runs. The value is the number of float lanes.</summary>
internal enum SimdWidth
{
    Scalar = 1,
    Bits128 = 4,
    Bits256 = 8,
    Bits512 = 16,
}

/// <summary>The width this machine accelerates.</summary>
internal static class SimdWidths
{
    /// <summary>The widest accelerated one.</summary>
    public static SimdWidth Best =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Bits512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Bits256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Bits128
        : SimdWidth.Scalar;
}
