using Recsys.MLNet.Trainers.PairLearning;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Settings of <see cref="TextEncoderTrainer"/>. Defaults suit catalogues of a thousand to a hundred thousand short texts.</summary>
public sealed record TextEncoderOptions : IValidatedOptions
{
    /// <summary>Fields of the catalogue that make the text, joined by blanks. Default title.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["title"];

    /// <summary>Tokens in the vocabulary. Default 30000. Fewer cut rare words into pieces and make a smaller file; more than the texts hold words for changes nothing.</summary>
    public int Vocabulary { get; init; } = 30_000;

    /// <summary>Width of the token embeddings, D in the kernels. Default 256. Narrow blurs rare words together; wide costs memory and time in proportion.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Length of the vectors it makes, O in the kernels. Default 128. Shorter makes recall faster, longer keeps finer differences; at most <see cref="Width"/>.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Tokens of a text that are read. Default 64. Cut too short it loses what stands at the end; long texts cost in proportion.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Passes over the pairs. Default 6. Too few leave words of rare items at their start; too many memorise pairs, which a longer <see cref="WordDropout"/> delays.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Pairs of a step; every other pair of the step serves as negative. Default 512. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.003. Too large forgets where words began (near TF-IDF); too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>τ, by which cosines are divided in the loss. Default 0.07. Low looks at the hardest negatives only, high treats all alike.</summary>
    public float Temperature { get; init; } = 0.07f;

    /// <summary>Events of a user that count as seen together. Default 3. Wide windows pair what only shares a user; 1 keeps direct neighbours.</summary>
    public int Window { get; init; } = 3;

    /// <summary>Share of tokens left out of each training text. Default 0.15. Makes texts of one item differ between steps, so that single words do not decide.</summary>
    public float WordDropout { get; init; } = 0.15f;

    /// <summary>Negatives of a step that are near by text but never seen together, as a share of <see cref="BatchSize"/>. Default 0.5. They teach what similar words do not mean; 0 leaves the other pairs only.</summary>
    public float HardNegatives { get; init; } = 0.5f;

    /// <summary>Whether a negative's score is lowered by the log of its frequency (logQ correction), so that popular items are not pushed away for being popular. Default true.</summary>
    public bool CorrectForPopularity { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one field that holds text."),
        Check.Between(Vocabulary, 64, 1_000_000, nameof(Vocabulary), "a number of tokens"),
        Check.Between(Width, 8, 4096, nameof(Width), "a width of embeddings"),
        Check.Between(Dimensions, 4, Width, nameof(Dimensions), "a length of vectors, at most Width"),
        Check.Between(MaxTokens, 4, 512, nameof(MaxTokens), "a number of tokens"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Between(BatchSize, 8, 16384, nameof(BatchSize), "a number of pairs"),
        Check.Between(LearningRate, 1e-6, 1, nameof(LearningRate), "a step size"),
        Check.Between(Temperature, 1e-3, 10, nameof(Temperature), "a temperature"),
        Check.Between(Window, 1, 100, nameof(Window), "a number of events"),
        Check.Between(WordDropout, 0, 0.9, nameof(WordDropout), "a share of tokens"),
        Check.Between(HardNegatives, 0, 4, nameof(HardNegatives), "a share of the batch"));

    internal PairLearningSettings Pairs => new(Epochs, BatchSize, LearningRate, Temperature, HardNegatives, CorrectForPopularity);
}
