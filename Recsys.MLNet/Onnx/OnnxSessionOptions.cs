using Microsoft.Extensions.Logging;

namespace Recsys.MLNet.Onnx;

/// <summary>How a model is run here. Facts of the machine, never saved with a model.</summary>
public sealed record OnnxSessionOptions : IValidatedOptions
{
    /// <summary>What computes the model. Default Auto.</summary>
    public OnnxBackend Backend { get; init; } = OnnxBackend.Auto;

    /// <summary>Where. Default Cpu. Cuda needs a CUDA build of ONNX Runtime's native library and falls back to the processor with a warning.</summary>
    public OnnxDevice Device { get; init; } = OnnxDevice.Cpu;

    /// <summary>Which GPU, with <see cref="OnnxDevice.Cuda"/>. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>Threads of one run. Default 1: right for a service, which runs requests side by side. More shortens one large run and lengthens many small ones. 0 means all cores.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How managed code keeps weights. Default Float32. Smaller types save memory and, at small batches, time; measure quality on your own data. Ignored by ONNX Runtime.</summary>
    public OnnxWeights Weights { get; init; } = OnnxWeights.Float32;

    /// <summary>Whether managed code merges operations (attention, normalisation, activation, bias). Default true. False runs the graph as written: slower, for finding out what a merge changed.</summary>
    public bool Fuse { get; init; } = true;

    /// <summary>The outputs that runs must return; nothing else is computed. Default null: all.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Path of ONNX Runtime's native library. Default null: the variable RECSYS_ONNXRUNTIME, then the usual names beside the program and in the system.</summary>
    public string? RuntimeLibrary { get; init; }

    /// <summary>Receives which backend runs and why. Default none.</summary>
    public ILogger? Log { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Threads, 0, 1024, nameof(Threads), "a number of threads, 0 for all cores"),
        Check.NotNegative(DeviceId, nameof(DeviceId), "the number of a GPU"),
        Check.That(Outputs is null || Outputs.Count > 0, nameof(Outputs), "is an empty list; name the outputs wanted, or leave it null for all."),
        Check.That(Device != OnnxDevice.Cuda || Backend != OnnxBackend.Managed, nameof(Device), "is Cuda, which managed code cannot use; choose the backend Auto or OnnxRuntime."));
}
