namespace Recsys.MLNet.Trainers.Floors;

/// <summary>Settings of <see cref="CooccurrenceTrainer"/>. Defaults suit shopping and reading histories of any size.</summary>
public sealed record CooccurrenceOptions : IValidatedOptions
{
    /// <summary>How far apart two items of a history may be to count as a pair. Default 3; 1 sees only direct successors, wide windows blur what follows what and cost time in proportion.</summary>
    public int Window { get; init; } = 3;

    /// <summary>Weight of a pair in the direction it happened. Default 1.</summary>
    public float Forward { get; init; } = 1;

    /// <summary>Weight of a pair against its direction. Default 0.5; 0 is purely sequential, equal to <see cref="Forward"/> has no direction.</summary>
    public float Backward { get; init; } = 0.5f;

    /// <summary>How many of the last items of a user are asked for their neighbours. Default 10; with <see cref="Decay"/> 0.7 older ones weigh under 3 %.</summary>
    public int History { get; init; } = 10;

    /// <summary>Weight of a history item against the one after it. Default 0.7; near 0 only the last item counts, 1 makes all alike.</summary>
    public float Decay { get; init; } = 0.7f;

    /// <summary>Neighbours kept for each item, the strongest. Default 1000; fewer saves memory and costs recall.</summary>
    public int Neighbours { get; init; } = 1000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Window, nameof(Window), "a number of events"),
        Check.NotNegative(Forward, nameof(Forward), "a weight"),
        Check.NotNegative(Backward, nameof(Backward), "a weight"),
        Check.That(Forward > 0 || Backward > 0, nameof(Forward), "and Backward are both 0; no pair would count"),
        Check.Positive(History, nameof(History), "a number of events"),
        Check.Between(Decay, 0, 1, nameof(Decay), "older items never weigh more than newer ones"),
        Check.Positive(Neighbours, nameof(Neighbours), "a number of items"));
}
