namespace Recsys.MLNet.Reranking;

/// <summary>A share of the list for what came lately, shown or not; <see cref="NewItemOptions"/> keeps places for what nobody has seen yet.</summary>
public sealed record FreshShareOptions : IValidatedOptions
{
    /// <summary>Least share of the list that new items have, where there are any. Default 0.2. Too small and nobody ever sees what came today, too large and lists lose what is known to be good. See <see cref="Days"/> for what is new.</summary>
    public float Share { get; init; } = 0.2f;

    /// <summary>How long an item is new, in days since it was first named. Default 7. Should be well below the life of an item. Needs absolute times.</summary>
    public double Days { get; init; } = 7;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Share, 0, 1, nameof(Share), "a share of the list"),
        Check.Positive(Days, nameof(Days), "days that an item is new"));
}
