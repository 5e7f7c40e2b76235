using Recsys.MLNet.Onnx.Managed;
using Recsys.MLNet.Onnx.Native;

namespace Recsys.MLNet.Onnx;

/// <summary>Which backend runs a model, and why.</summary>
internal sealed record BackendChoice(IOnnxBackend Backend, OnnxBackend Kind, string Reason, bool IsFallback)
{
    public static BackendChoice Make(OnnxModel model, ModelBytes bytes, OnnxSessionOptions options)
    {
        if (options.Backend == OnnxBackend.OnnxRuntime)
            return Native(bytes, options, "asked for");
        if (options.Backend == OnnxBackend.Managed)
            return Managed(model, options, "asked for");
        string? wish = options.Device == OnnxDevice.Cuda ? "CUDA was asked for" : null;
        string? need = ManagedBackend.Problem(model, options);
        if (need is null && wish is null && IsQuantized(model))
            wish = "the model is quantised to int8";
        if (need is null && wish is null)
            return Managed(model, options, "the default: every operator of the model is supported");
        if (NativeRuntime.Find(options.RuntimeLibrary, out string missing) is not null)
            return Native(bytes, options, wish ?? need!);
        if (need is not null)
            throw new NotSupportedException($"{need}, and ONNX Runtime, which would run it, was not found: {missing}. Install its native library and set RECSYS_ONNXRUNTIME to its path, or export the model with operators of docs/onnx.md.");
        return Managed(model, options, $"{wish}, but ONNX Runtime was not found: {missing}", isFallback: true);
    }

    private static BackendChoice Managed(OnnxModel model, OnnxSessionOptions options, string reason, bool isFallback = false) =>
        new(new ManagedBackend(model, options), OnnxBackend.Managed, reason, isFallback);

    private static BackendChoice Native(ModelBytes bytes, OnnxSessionOptions options, string reason)
    {
        var backend = NativeBackend.Open(bytes, options, out string? withoutCuda);
        return new(backend, OnnxBackend.OnnxRuntime, withoutCuda is null ? reason : $"{reason}; on the processor, since CUDA could not be used: {withoutCuda}", withoutCuda is not null);
    }

    private static bool IsQuantized(OnnxModel model) =>
        model.Graph.Nodes.Any(node => node.Operator is "MatMulInteger" or "QLinearMatMul" or "ConvInteger" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat" or "MatMulNBits");
}
