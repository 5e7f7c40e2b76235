namespace Recsys.MLNet.Reranking;

/// <summary>How a list leaves room for chance, with the probabilities logged.</summary>
public sealed record ExplorationOptions : IValidatedOptions
{
    /// <summary>The way. Default none: the same state gives the same list.</summary>
    public ExplorationKind Kind { get; init; }

    /// <summary>ε, how often the last place is given to chance. Default 0.1. Too small learns nothing of unshown items, too large wastes the place. For <see cref="ExplorationKind.Slot"/>.</summary>
    public float Epsilon { get; init; } = 0.1f;

    /// <summary>Items below the list that may get the place, or below it that may be drawn. Default 50. More gives each a smaller probability, fewer explores less. For all kinds.</summary>
    public int Pool { get; init; } = 50;

    /// <summary>τ of the draw. Default 0.3; towards 0 the list becomes the ranker's, large values make every order alike (<see cref="ExplorationKind.PlackettLuce"/>) or let doubt outweigh the score (<see cref="ExplorationKind.Thompson"/>).</summary>
    public float Temperature { get; init; } = 0.3f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Epsilon, 0, 1, nameof(Epsilon), "a probability"),
        Check.Between(Pool, 1, 10_000, nameof(Pool), "items that chance may choose from"),
        Check.Positive(Temperature, nameof(Temperature), "a temperature"));
}
