namespace Recsys.MLNet.Text.Encoders;

/// <summary>Which cross-encoder scores pairs of texts. Saved with a model; where and how fast it runs is not (see the session options).</summary>
public sealed record CrossEncodeOptions : IValidatedOptions
{
    /// <summary>Folder of the model: <c>model.onnx</c> (or <c>onnx/model.onnx</c>) with one score a pair, or two of which the second counts, and the tokenizer. Default empty, which is not allowed.</summary>
    public string Model { get; init; } = "";

    /// <summary>Tokens of a pair that are read. Default 0: as many as the model allows. Fewer are faster and miss the end of the longer text.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Whether scores are put through σ, so that they lie in 0..1. Default false: the model's own scores. The order is the same.</summary>
    public bool AsProbability { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Model.Length > 0, nameof(Model), "is required: name the folder of the model."),
        Check.NotNegative(MaxTokens, nameof(MaxTokens), "a number of tokens, 0 for the model's own limit"));
}
