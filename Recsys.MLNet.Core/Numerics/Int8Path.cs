namespace Recsys.MLNet.Numerics;

/// <summary>The instructions that products of bytes run on. The sums are whole numbers: every path gives the same bits.</summary>
internal enum Int8Path
{
    /// <summary>The definition.</summary>
    Scalar,

    /// <summary>Bytes widened to 16 bits, then multiplied and added in pairs: no intermediate can overflow.</summary>
    Avx2,

    /// <summary>Four products of bytes added to a 32-bit sum in one instruction.</summary>
    AvxVnni,
}

internal static class Int8Paths
{
    public static Int8Path Best =>
        System.Runtime.Intrinsics.X86.AvxVnni.IsSupported ? Int8Path.AvxVnni : System.Runtime.Intrinsics.X86.Avx2.IsSupported ? Int8Path.Avx2 : Int8Path.Scalar;

    public static bool Runs(Int8Path path) => path switch
    {
        Int8Path.AvxVnni => System.Runtime.Intrinsics.X86.AvxVnni.IsSupported,
        Int8Path.Avx2 => System.Runtime.Intrinsics.X86.Avx2.IsSupported,
        _ => true,
    };
}
