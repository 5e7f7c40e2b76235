namespace Recsys.MLNet.Text.Encoders;

/// <summary>Which encoder, and how its output becomes a vector. Saved with a model; where and how fast it runs is not (see the session options).</summary>
public sealed record OnnxTextEncoderOptions : IValidatedOptions
{
    /// <summary>Folder of the model: <c>model.onnx</c> (or <c>onnx/model.onnx</c>), the tokenizer, and the configuration files of the Hugging Face layout. Default empty, which is not allowed.</summary>
    public string Model { get; init; } = "";

    /// <summary>How token vectors become one. Default Auto: what the folder says. The wrong one gives vectors that look fine and rank badly. Ignored where the model puts out one vector a text.</summary>
    public TextPooling Pooling { get; init; } = TextPooling.Auto;

    /// <summary>Whether vectors are scaled to length 1. Default true, so that dot products are cosines. False keeps the length, which some models use.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Tokens of a text that are read. Default 0: as many as the model allows. Fewer are faster and miss the end of long texts.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Put before each text, such as <c>query: </c> or <c>passage: </c> for models trained with it. Default empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Numbers kept of each vector (Matryoshka truncation). Default 0: all. Only models trained for it lose little; scaled to length 1 again after <see cref="Normalize"/>.</summary>
    public int Dimensions { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Model.Length > 0, nameof(Model), "is required: name the folder of the model."),
        Check.NotNegative(MaxTokens, nameof(MaxTokens), "a number of tokens, 0 for the model's own limit"),
        Check.NotNegative(Dimensions, nameof(Dimensions), "a length of vectors, 0 for the whole"));
}
