namespace Recsys.MLNet.Onnx;

/// <summary>How the managed backend keeps the weights of matrix products.</summary>
public enum OnnxWeights
{
    /// <summary>32-bit floats: exact.</summary>
    Float32 = 0,

    /// <summary>16-bit IEEE floats, half the memory: about three decimal digits, calculation in 32 bits.</summary>
    Float16 = 1,

    /// <summary>The upper half of 32-bit floats, half the memory: about two decimal digits, the full range.</summary>
    BFloat16 = 2,

    /// <summary>8-bit whole numbers with one scale a column, activations quantised a row at a time as they come: a quarter of the memory, and faster.</summary>
    Int8 = 3,
}
