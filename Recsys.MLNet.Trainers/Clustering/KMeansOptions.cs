namespace Recsys.MLNet.Trainers.Clustering;

/// <summary>Settings of <see cref="KMeansTrainer"/>.</summary>
public sealed record KMeansOptions : IValidatedOptions
{
    /// <summary>Number of clusters. Default 0, which takes the number from 2 to <see cref="Most"/> with the greatest mean simplified silhouette. Too few join what differs, too many split what belongs together.</summary>
    public int Clusters { get; init; }

    /// <summary>Most clusters that are tried where <see cref="Clusters"/> is 0. Default 12; each number costs a fit.</summary>
    public int Most { get; init; } = 12;

    /// <summary>Begins anew so many times and keeps the closest. Default 4; 1 may end in a poor local optimum, more cost time in proportion.</summary>
    public int Restarts { get; init; } = 4;

    /// <summary>Most rounds of assigning and averaging. Default 100; it ends earlier where no row changes its cluster.</summary>
    public int Iterations { get; init; } = 100;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Clusters is 0 or >= 2, nameof(Clusters), $"is {Clusters}; must be 2 or more, or 0 to choose"),
        Check.Between(Most, 2, 1000, nameof(Most), "the largest number of clusters that is tried"),
        Check.Positive(Restarts, nameof(Restarts), "a number of beginnings"),
        Check.Positive(Iterations, nameof(Iterations), "a number of rounds"));
}
