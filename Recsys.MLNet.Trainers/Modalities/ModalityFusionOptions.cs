using Recsys.MLNet.Trainers.PairLearning;

namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>Settings of <see cref="ModalityFusionTrainer"/>.</summary>
public sealed record ModalityFusionOptions : IValidatedOptions
{
    /// <summary>Length of the fused vectors, O. Default 128. Shorter makes recall faster, longer keeps finer differences.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Passes over the pairs. Default 5. Too few leave the gate undecided, too many memorise pairs.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Pairs of a step; every other pair of the step serves as negative. Default 512. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.003. Too large forgets what the vectors knew; too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>Share of vectors that training leaves out, one modality of an item at a time. Default 0.1, so that an item without a picture is still placed well; 0 lets one modality carry all, much blurs.</summary>
    public float ModalityDropout { get; init; } = 0.1f;

    /// <summary>τ, by which cosines are divided in the loss. Default 0.07. Low looks at the hardest negatives only, high treats all alike.</summary>
    public float Temperature { get; init; } = 0.07f;

    /// <summary>Events of a user that count as seen together. Default 3. Wide windows pair what only shares a user; 1 keeps direct neighbours.</summary>
    public int Window { get; init; } = 3;

    /// <summary>Negatives of a step that are near but never seen together, as a share of <see cref="BatchSize"/>. Default 0.5; 0 leaves the other pairs only.</summary>
    public float HardNegatives { get; init; } = 0.5f;

    /// <summary>Whether a negative's score is lowered by the log of its frequency, so that popular items are not pushed away for being popular. Default true.</summary>
    public bool CorrectForPopularity { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Dimensions, 2, 4096, nameof(Dimensions), "a length of vectors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Between(BatchSize, 8, 16384, nameof(BatchSize), "a number of pairs"),
        Check.Between(LearningRate, 1e-6, 1, nameof(LearningRate), "a step size"),
        Check.Between(ModalityDropout, 0, 0.9, nameof(ModalityDropout), "a share of vectors"),
        Check.Between(Temperature, 1e-3, 10, nameof(Temperature), "a temperature"),
        Check.Between(Window, 1, 100, nameof(Window), "a number of events"),
        Check.Between(HardNegatives, 0, 4, nameof(HardNegatives), "a share of the batch"));

    internal PairLearningSettings Pairs => new(Epochs, BatchSize, LearningRate, Temperature, HardNegatives, CorrectForPopularity);
}
