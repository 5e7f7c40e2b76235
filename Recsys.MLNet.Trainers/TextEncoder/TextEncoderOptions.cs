using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Settings of <see cref="TextEncoderTrainer"/>. Defaults suit catalogues of a thousand to a hundred thousand short texts.</summary>
public sealed record TextEncoderOptions : IValidatedOptions
{
    /// <summary>Fields of the catalogue that make the text, joined by blanks. Default title.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["title"];

    /// <summary>Tokens in the vocabulary. Default 8000. Fewer cut rare words into pieces that more items share; more learn rare words apart, and more than the texts hold words for changes nothing.</summary>
    public int Vocabulary { get; init; } = 8_000;

    /// <summary>Width of the token embeddings, D in the kernels. Default 128. Narrow blurs rare words together; wide learns known items by heart sooner, and costs memory and time in proportion.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Length of the vectors it makes, O in the kernels. Default 64. Shorter makes recall faster, longer keeps finer differences; at most <see cref="Width"/>.</summary>
    public int Dimensions { get; init; } = 64;

    /// <summary>Tokens of a text that are read. Default 64. Cut too short it loses what stands at the end; long texts cost in proportion.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Passes over the events. Default 3. Too few leave words of rare items at their start; too many learn known items by heart, which a higher <see cref="WordDropout"/> delays.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Events learned from in all passes together; of more, each pass takes a random part. Default 400000, which bounds the time whatever the length of the log.</summary>
    public int MaxExamples { get; init; } = 400_000;

    /// <summary>Examples of a step; what the other users turned to next serves as negative. Default 256. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.01. Too large forgets where words began (near TF-IDF); too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.01f;

    /// <summary>τ, by which cosines are divided in the loss. Default 0.2. Low looks at the hardest negatives only, high treats all alike.</summary>
    public float Temperature { get; init; } = 0.2f;

    /// <summary>How many of the last items of a user tell what comes next. Default 10; with <see cref="Decay"/> 0.6 older ones weigh under 1 %.</summary>
    public int History { get; init; } = 10;

    /// <summary>γ, the weight of an item of the history against the one after it, 0..1. Default 0.6; near 0 only the last item counts, 1 makes all alike.</summary>
    public float Decay { get; init; } = 0.6f;

    /// <summary>Share of tokens left out of each training text. Default 0.15. Makes texts of one item differ between steps, so that single words do not decide.</summary>
    public float WordDropout { get; init; } = 0.15f;

    /// <summary>Items that a step tells the next one from, beside those that others turned to next. Default 1024. Few make the task too easy; many cost time in proportion.</summary>
    public int Negatives { get; init; } = 1024;

    /// <summary>Share of <see cref="Negatives"/> that are near the next items by the vectors learned so far. Default 0.5. They teach what nearness does not mean; too many push apart what belongs together.</summary>
    public float HardNegatives { get; init; } = 0.5f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [.. Check.All(
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one field that holds text."),
        Check.Between(Vocabulary, 64, 1_000_000, nameof(Vocabulary), "a number of tokens"),
        Check.Between(Width, 8, 4096, nameof(Width), "a width of embeddings"),
        Check.Between(Dimensions, 4, Width, nameof(Dimensions), "a length of vectors, at most Width"),
        Check.Between(MaxTokens, 4, 512, nameof(MaxTokens), "a number of tokens"),
        Check.Between(WordDropout, 0, 0.9, nameof(WordDropout), "a share of tokens")), .. Learning.Problems()];

    internal NextItemSettings Learning => new(Epochs, BatchSize, LearningRate, Temperature, History, Decay, Negatives, HardNegatives) { MaxExamples = MaxExamples };
}
