namespace Recsys.MLNet.Text.Decoding;

/// <summary>Which language model is asked, and how. Saved with a package; where and how fast it runs is not.</summary>
public sealed record YesNoDecoderOptions : IValidatedOptions
{
    /// <summary>Place of the user's words in <see cref="Template"/>.</summary>
    public const string UserPlace = "{user}";

    /// <summary>Place of the candidate's words in <see cref="Template"/>.</summary>
    public const string CandidatePlace = "{candidate}";

    /// <summary>Folder of a decoder exported to ONNX with a key-value cache: <c>model.onnx</c> (or <c>onnx/model.onnx</c>) and its tokenizer. Default empty, which is not allowed.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the model reads. {user} comes before {candidate}: all up to the candidate is read once for a whole list. Default a plain question in English; models tuned to chat want their own marks around it.</summary>
    public string Template { get; init; } = $"A shopper's interests: {UserPlace}\nWould this shopper like the following item? Answer yes or no.\nItem: {CandidatePlace}\nAnswer:";

    /// <summary>The token that means yes. Default yes; byte-level vocabularies often have it with a blank, as in "Ġyes".</summary>
    public string Yes { get; init; } = "yes";

    /// <summary>The token that means no. Default no; written as <see cref="Yes"/> is.</summary>
    public string No { get; init; } = "no";

    /// <summary>Tokens of a whole prompt. Default 512. The user's words are cut first; longer prompts cost time in proportion.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Model.Length > 0, nameof(Model), "is required: name the folder of the model."),
        Check.That(Template.IndexOf(UserPlace, StringComparison.Ordinal) is var user && Template.IndexOf(CandidatePlace, StringComparison.Ordinal) is var candidate && user >= 0 && candidate > user,
            nameof(Template), $"must hold {UserPlace} and after it {CandidatePlace}."),
        Check.That(Yes.Length > 0 && No.Length > 0 && Yes != No, nameof(Yes), $"and {nameof(No)} must be two different tokens."),
        Check.Between(MaxTokens, 16, 1 << 20, nameof(MaxTokens), "a number of tokens"));
}
