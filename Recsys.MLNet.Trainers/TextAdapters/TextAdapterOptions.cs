using Recsys.MLNet.Trainers.PairLearning;

namespace Recsys.MLNet.Trainers.TextAdapters;

/// <summary>Settings of <see cref="TextAdapterTrainer"/>. Defaults suit encoders with vectors of 128 to 1024 numbers.</summary>
public sealed record TextAdapterOptions : IValidatedOptions
{
    /// <summary>Fields of the catalogue that make the text, joined by blanks. Default title.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["title"];

    /// <summary>R, the rank of the correction. Default 16. Small can only shift a few directions; large learns users' pairs by heart and forgets what the encoder knew of new items.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>Passes over the pairs. Default 3. Too few leave the encoder as it was; too many memorise pairs, against which <see cref="Regularization"/> helps.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Pairs of a step; every other pair of the step serves as negative. Default 512. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.002. Too large leaves the encoder's neighbourhood, too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.002f;

    /// <summary>Pull of the correction towards 0, or towards the adapter that learning goes on from, in each step. Default 0.01. 0 trusts the newest pairs alone; large changes nothing.</summary>
    public float Regularization { get; init; } = 0.01f;

    /// <summary>τ, by which cosines are divided in the loss. Default 0.07. Low looks at the hardest negatives only, high treats all alike.</summary>
    public float Temperature { get; init; } = 0.07f;

    /// <summary>Events of a user that count as seen together. Default 3. Wide windows pair what only shares a user; 1 keeps direct neighbours.</summary>
    public int Window { get; init; } = 3;

    /// <summary>Negatives of a step that are near by text but never seen together, as a share of <see cref="BatchSize"/>. Default 0.5; 0 leaves the other pairs only.</summary>
    public float HardNegatives { get; init; } = 0.5f;

    /// <summary>Whether a negative's score is lowered by the log of its frequency, so that popular items are not pushed away for being popular. Default true.</summary>
    public bool CorrectForPopularity { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one field that holds text."),
        Check.Between(Rank, 1, 1024, nameof(Rank), "a rank"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Between(BatchSize, 8, 16384, nameof(BatchSize), "a number of pairs"),
        Check.Between(LearningRate, 1e-6, 1, nameof(LearningRate), "a step size"),
        Check.Between(Regularization, 0, 1, nameof(Regularization), "a strength"),
        Check.Between(Temperature, 1e-3, 10, nameof(Temperature), "a temperature"),
        Check.Between(Window, 1, 100, nameof(Window), "a number of events"),
        Check.Between(HardNegatives, 0, 4, nameof(HardNegatives), "a share of the batch"));

    internal PairLearningSettings Pairs => new(Epochs, BatchSize, LearningRate, Temperature, HardNegatives, CorrectForPopularity);
}
