using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>Settings of <see cref="ModalityFusionTrainer"/>.</summary>
public sealed record ModalityFusionOptions : IValidatedOptions
{
    /// <summary>Length of the fused vectors, O. Default 128. Shorter makes recall faster, longer keeps finer differences.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Passes over the events. Default 5. Too few leave the gate undecided, too many memorise events.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Examples of a step; what the other users turned to next serves as negative. Default 512. Small makes the task too easy; large makes fewer steps of an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.003. Too large forgets what the vectors knew; too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>Share of vectors that training leaves out, one modality of an item at a time. Default 0.1, so that an item without a picture is still placed well; 0 lets one modality carry all, much blurs.</summary>
    public float ModalityDropout { get; init; } = 0.1f;

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
        Check.Between(Dimensions, 2, 4096, nameof(Dimensions), "a length of vectors"),
        Check.Between(ModalityDropout, 0, 0.9, nameof(ModalityDropout), "a share of vectors")), .. Learning.Problems()];

    internal NextItemSettings Learning => new(Epochs, BatchSize, LearningRate, Temperature, History, Decay, Negatives, HardNegatives);
}
