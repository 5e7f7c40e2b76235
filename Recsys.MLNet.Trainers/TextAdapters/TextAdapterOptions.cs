using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextAdapters;

/// <summary>Settings of <see cref="TextAdapterTrainer"/>. Defaults suit encoders with vectors of 128 to 1024 numbers.</summary>
public sealed record TextAdapterOptions : IValidatedOptions
{
    /// <summary>Fields of the catalogue that make the text, joined by blanks. Default title.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["title"];

    /// <summary>R, the rank of the correction. Default 16. Small can only shift a few directions; large learns users' events by heart and forgets what the encoder knew of new items.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>Passes over the events. Default 3. Too few leave the encoder as it was; too many memorise events, against which <see cref="Regularization"/> helps.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Examples of a step; what the other users turned to next serves as negative. Default 512. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.002. Too large leaves the encoder's neighbourhood, too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.002f;

    /// <summary>Pull of the correction towards 0, or towards the adapter that learning goes on from, in each step. Default 0.01. 0 trusts the newest events alone; large changes nothing.</summary>
    public float Regularization { get; init; } = 0.01f;

    /// <summary>τ, by which cosines are divided in the loss. Default 0.07. Low looks at the hardest negatives only, high treats all alike.</summary>
    public float Temperature { get; init; } = 0.07f;

    /// <summary>How many of the last items of a user tell what comes next. Default 10; with <see cref="Decay"/> 0.6 older ones weigh under 1 %.</summary>
    public int History { get; init; } = 10;

    /// <summary>γ, the weight of an item of the history against the one after it, 0..1. Default 0.6; near 0 only the last item counts, 1 makes all alike.</summary>
    public float Decay { get; init; } = 0.6f;

    /// <summary>Items that a step tells the next one from, beside those that others turned to next. Default 1024. Few make the task too easy; many cost time in proportion.</summary>
    public int Negatives { get; init; } = 1024;

    /// <summary>Share of <see cref="Negatives"/> that are near the next items by the vectors learned so far. Default 0.5. They teach what nearness does not mean; too many push apart what belongs together.</summary>
    public float HardNegatives { get; init; } = 0.5f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [.. Check.All(
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one field that holds text."),
        Check.Between(Rank, 1, 1024, nameof(Rank), "a rank"),
        Check.Between(Regularization, 0, 1, nameof(Regularization), "a strength")), .. Learning.Problems()];

    internal NextItemSettings Learning => new(Epochs, BatchSize, LearningRate, Temperature, History, Decay, Negatives, HardNegatives);
}
