namespace Recsys.MLNet.Onnx;

/// <summary>What a session delegates to. Runs may come from several threads at once.</summary>
internal interface IOnnxBackend : IDisposable
{
    /// <summary>What a run must be given.</summary>
    IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What a run returns, in order.</summary>
    IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>The operations of a run, as far as the backend knows them.</summary>
    IReadOnlyList<string> Plan { get; }

    /// <summary>Runs on values in the order of <see cref="Inputs"/>, whose presence and kind the session has checked.</summary>
    OnnxResult Run(ReadOnlySpan<OnnxValue> inputs, CancellationToken cancellation);
}
