namespace Recsys.MLNet.Onnx;

/// <summary>An ONNX file: a graph, the operator sets that it was written for, and remarks.</summary>
/// <remarks>
/// Read with <see cref="OnnxReader"/>, built with <see cref="OnnxGraphBuilder"/>, written with <see cref="OnnxWriter"/>, run by <see cref="OnnxSession"/>.
/// Large tensors stay in their file until someone asks for them; <see cref="Dispose"/> closes the files.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private readonly List<IDisposable> _files = [];

    /// <summary>Version of the file format.</summary>
    public long IrVersion { get; set; } = 8;

    /// <summary>Which program wrote the file.</summary>
    public string Producer { get; set; } = "";

    /// <summary>Version of that program.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>Operator set versions by domain; the standard domain is the empty text.</summary>
    public Dictionary<string, long> OperatorSets { get; } = [];

    /// <summary>Remarks as name and value.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The computation.</summary>
    public OnnxGraph Graph { get; set; } = new();

    /// <summary>Where the file lies, or null for a model in memory.</summary>
    public string? Path { get; internal set; }

    /// <summary>Version of the standard operator set, 0 where the file names none.</summary>
    public int OperatorSet => (int)Math.Clamp(OperatorSets.GetValueOrDefault(""), 0, int.MaxValue);

    /// <summary>Closes the files that tensors still point into.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        _files.Clear();
    }

    internal void Own(IDisposable file) => _files.Add(file);
}
