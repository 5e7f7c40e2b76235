using System.Diagnostics;

namespace Recsys.MLNet.Onnx;

/// <summary>An ONNX model ready to run, on managed code or on ONNX Runtime.</summary>
/// <remarks>
/// Open once, run from any number of threads. Which backend runs, and why, is in <see cref="Backend"/> and <see cref="BackendReason"/>,
/// in the log, and in the metrics of the meter <c>Recsys.MLNet.Onnx</c>.
/// </remarks>
/// <example><code>
/// using var session = OnnxSession.Open("model.onnx");
/// using var result = session.Run([("input_ids", ids), ("attention_mask", mask)]);
/// ReadOnlySpan&lt;float&gt; hidden = result["last_hidden_state"].Floats;
/// </code></example>
public sealed class OnnxSession : IDisposable
{
    private readonly IOnnxBackend _backend;
    private readonly Dictionary<string, int> _places = [];

    private OnnxSession(BackendChoice choice)
    {
        (_backend, Backend, BackendReason) = (choice.Backend, choice.Kind, choice.Reason);
        for (int i = 0; i < _backend.Inputs.Count; i++)
            _places[_backend.Inputs[i].Name] = i;
    }

    /// <summary>What computes the model: Managed or OnnxRuntime.</summary>
    public OnnxBackend Backend { get; }

    /// <summary>Why, in a sentence.</summary>
    public string BackendReason { get; }

    /// <summary>What a run must be given.</summary>
    public IReadOnlyList<OnnxPort> Inputs => _backend.Inputs;

    /// <summary>What a run returns, in order.</summary>
    public IReadOnlyList<OnnxPort> Outputs => _backend.Outputs;

    /// <summary>The operations of a run in order, merged ones by what they were merged from; empty on ONNX Runtime, which does not say.</summary>
    public IReadOnlyList<string> Plan => _backend.Plan;

    /// <summary>Opens a model file.</summary>
    public static OnnxSession Open(string path, OnnxSessionOptions? options = null)
    {
        using var model = OnnxReader.Open(path);
        return Open(model, ModelBytes.At(path), options);
    }

    /// <summary>Opens a model in memory.</summary>
    public static OnnxSession Open(ReadOnlyMemory<byte> model, OnnxSessionOptions? options = null)
    {
        using var read = OnnxReader.Read(model);
        return Open(read, ModelBytes.In(model), options);
    }

    /// <summary>Opens a model that was built or read before; it is not disposed of.</summary>
    public static OnnxSession Open(OnnxModel model, OnnxSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Open(model, ModelBytes.Of(model), options);
    }

    /// <summary>Runs the model once. Dispose of the result when its values have been read.</summary>
    public OnnxResult Run(ReadOnlySpan<OnnxInput> inputs, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        long began = Stopwatch.GetTimestamp();
        var values = new OnnxValue[Inputs.Count];
        foreach (var (name, value) in inputs)
        {
            if (name is null || !_places.TryGetValue(name, out int place))
                throw new ArgumentException($"The model has no input '{name}'; it has {string.Join("; ", Inputs)}.");
            InputCheck.Fits(Inputs[place], value);
            values[place] = value;
        }
        for (int i = 0; i < values.Length; i++)
            if (values[i] is null)
                throw new ArgumentException($"The input {Inputs[i]} is missing; give a value for every input of the model.");
        var result = _backend.Run(values, cancellation);
        OnnxMetrics.Ran(Backend, Stopwatch.GetElapsedTime(began));
        return result;
    }

    /// <summary>Frees the model. Runs that are under way on ONNX Runtime must have ended.</summary>
    public void Dispose() => _backend.Dispose();

    private static OnnxSession Open(OnnxModel model, ModelBytes bytes, OnnxSessionOptions? options)
    {
        options ??= new();
        options.ThrowIfInvalid();
        var choice = BackendChoice.Make(model, bytes, options);
        OnnxMetrics.Opened(choice, options.Log);
        return new(choice);
    }
}
