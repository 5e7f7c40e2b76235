namespace Recsys.MLNet.Onnx;

/// <summary>What computes a model.</summary>
public enum OnnxBackend
{
    /// <summary>
    /// Managed code, unless CUDA was asked for, the model is quantised to int8, or it has operators that managed code lacks;
    /// then ONNX Runtime where its native library is found.
    /// </summary>
    Auto = 0,

    /// <summary>Managed code: no native library.</summary>
    Managed = 1,

    /// <summary>ONNX Runtime through its C interface.</summary>
    OnnxRuntime = 2,
}
