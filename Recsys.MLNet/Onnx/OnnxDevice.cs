namespace Recsys.MLNet.Onnx;

/// <summary>Where a model is computed.</summary>
public enum OnnxDevice
{
    /// <summary>The processor.</summary>
    Cpu = 0,

    /// <summary>An NVIDIA GPU through ONNX Runtime; the processor where that cannot be had, which is logged and said in <see cref="OnnxSession.BackendReason"/>.</summary>
    Cuda = 1,
}
