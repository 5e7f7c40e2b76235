namespace Recsys.MLNet.Onnx.Native;

/// <summary>An error that ONNX Runtime reported, before it is put in words for the caller.</summary>
internal sealed class OnnxRuntimeException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
