namespace Recsys.MLNet.Onnx.Managed;

/// <summary>How the elements of a type are held while a model runs.</summary>
internal enum Storage
{
    /// <summary>Every floating-point type.</summary>
    Floats,

    /// <summary>Whole numbers of 16 to 64 bits, and truth values as 0 and 1.</summary>
    Longs,

    /// <summary>Signed and unsigned 8-bit numbers.</summary>
    Bytes,
}
