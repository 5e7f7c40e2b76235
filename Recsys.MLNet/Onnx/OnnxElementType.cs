namespace Recsys.MLNet.Onnx;

/// <summary>Element types of ONNX tensors, with the numbers of the file format.</summary>
public enum OnnxElementType
{
    /// <summary>Not stated.</summary>
    Undefined = 0,

    /// <summary>32-bit IEEE float.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit number.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit number.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit number.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit number.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit number.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit number.</summary>
    Int64 = 7,

    /// <summary>UTF-8 text.</summary>
    Text = 8,

    /// <summary>True or false, one byte.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE float.</summary>
    Float16 = 10,

    /// <summary>64-bit IEEE float.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit number.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit number.</summary>
    UInt64 = 13,

    /// <summary>A pair of 32-bit floats.</summary>
    Complex64 = 14,

    /// <summary>A pair of 64-bit floats.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 16,
}
