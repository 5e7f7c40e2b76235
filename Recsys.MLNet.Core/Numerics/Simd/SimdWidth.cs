namespace Recsys.MLNet.Numerics;

/// <summary>Which instantiation of the kernels runs. The value is the number of float lanes.</summary>
internal enum SimdWidth
{
    Scalar = 1,
    Bits128 = 4,
    Bits256 = 8,
    Bits512 = 16,
}
