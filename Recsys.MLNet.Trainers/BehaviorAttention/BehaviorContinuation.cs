namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>How <see cref="BehaviorAttentionTrainer"/> goes on from a model when new interactions come.</summary>
public sealed record BehaviorContinuation : IValidatedOptions
{
    /// <summary>Passes over the new behaviours. Default 3. Fewer learn less of them, more forget more of the old; see <see cref="Replay"/>.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Users without news that are rehearsed for every user with news. Default 1. 0 is fastest and forgets most; more cost time.</summary>
    public float Replay { get; init; } = 1;

    /// <summary>Learning rate, of AdamW begun anew. Default 0.0005, half of a first fit's. Larger learns news faster and forgets faster.</summary>
    public float LearningRate { get; init; } = 0.0005f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Epochs, nameof(Epochs), "a number of epochs"),
        Check.Between(Replay, 0, 1000, nameof(Replay), "users for each user with news"),
        Check.Positive(LearningRate, nameof(LearningRate), "steps need a size"));
}
