namespace Recsys.MLNet.Onnx;

/// <summary>Which model a column of vectors goes through, and how it is run here.</summary>
public sealed record ApplyOnnxOptions : IValidatedOptions
{
    /// <summary>Path of the model, without weights in other files: it becomes part of what SaveRecsys saves. Default empty, which is refused.</summary>
    public string Model { get; init; } = "";

    /// <summary>The model's input that takes the vectors. Default null: its only one.</summary>
    public string? Input { get; init; }

    /// <summary>The model's output that is added. Default null: its first.</summary>
    public string? Output { get; init; }

    /// <summary>Backend, device, threads. Default managed code where it can. Not saved.</summary>
    public OnnxSessionOptions Session { get; init; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Model.Length > 0, nameof(Model), "is required: name the ONNX file."),
        Check.That(Session is not null && Session.Problems().Count == 0, nameof(Session), $"is not valid: {string.Join(" ", Session?.Problems().Select(problem => $"{problem.Option} {problem.Message}") ?? [])}"));
}
