namespace Recsys.MLNet.Trainers.Floors;

/// <summary>Settings of <see cref="FusionTrainer"/>.</summary>
public sealed record FusionOptions : IValidatedOptions
{
    /// <summary>Settings of the item-to-item part. Default those of <see cref="CooccurrenceOptions"/>.</summary>
    public CooccurrenceOptions Cooccurrence { get; init; } = new();

    /// <summary>Settings of the text part. Default those of <see cref="TfIdfOptions"/>.</summary>
    public TfIdfOptions TfIdf { get; init; } = new();

    /// <summary>Length of each part's list. Default 200; items beyond both lists are not recommended.</summary>
    public int Depth { get; init; } = 200;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
        [.. Cooccurrence.Problems(), .. TfIdf.Problems(), .. Check.All(Check.Positive(Depth, nameof(Depth), "a number of items"))];
}
