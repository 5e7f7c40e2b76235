namespace Recsys.MLNet.Trainers.Floors;

/// <summary>Settings of <see cref="DecayedPopularityTrainer"/>.</summary>
public sealed record DecayedPopularityOptions : IValidatedOptions
{
    /// <summary>Days after which an occurrence counts half. Default 7; shorter follows fashions and forgets steady sellers, longer tends to plain counts.</summary>
    public double HalfLifeDays { get; init; } = 7;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(Check.Positive(HalfLifeDays, nameof(HalfLifeDays), "a number of days"));
}
