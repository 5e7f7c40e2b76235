namespace Recsys.MLNet.State;

/// <summary>How a raw history becomes the fixed-length input of a sequence model.</summary>
public sealed record BehaviorSequenceOptions : IValidatedOptions
{
    /// <summary>Positions of the result. Default 50. Too few loses older interests, more costs time per request in every layer of a sequence model. Shorter histories are padded at the front.</summary>
    public int Length { get; init; } = 50;

    /// <summary>Minutes within which the same item and type in a row are one behaviour. Default 30; 0 merges only those of one time, a negative number none. Too long hides that an item was returned to. See <see cref="StateOptions.SessionGapMinutes"/>.</summary>
    public double MergeMinutes { get; init; } = 30;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Length, 1, 100_000, nameof(Length), "positions of the sequence"),
        Check.That(!double.IsNaN(MergeMinutes), nameof(MergeMinutes), "is not a number; give minutes"));
}
