namespace Recsys.MLNet.Trainers.Segments;

/// <summary>Section <c>segments</c>: groups of users by what they lean to and how they behave.</summary>
public sealed record SegmentOptions : IValidatedOptions
{
    /// <summary>Whether segments are learned: the ranker then reads the user's, evaluations divide by it, and the package exports it. Default false.</summary>
    public bool Learn { get; init; }

    /// <summary>Number of segments. Default 0, which takes the number from 2 to <see cref="Most"/> whose segments are best apart (mean simplified silhouette). Too few join what differs, too many leave segments without users.</summary>
    public int Count { get; init; }

    /// <summary>Most segments where <see cref="Count"/> is 0. Default 8: more than people tell apart helps nobody.</summary>
    public int Most { get; init; } = 8;

    /// <summary>Categories that count, those that most users turn to. Default 32. Too few are blind to side interests, more add noise and time.</summary>
    public int Categories { get; init; } = 32;

    /// <summary>How much behaviour (activity, carts, purchases, price, session length) counts beside categories. Default 0.5; 0 divides by categories alone, 1 by both alike, far above 1 by behaviour alone.</summary>
    public double BehaviorWeight { get; init; } = 0.5;

    /// <summary>Fewest behaviours of a user whom segments are found by. Default 3; fewer add users that are nothing yet, more leave few users. Every user with one behaviour has a segment afterwards.</summary>
    public int LeastBehaviors { get; init; } = 3;

    /// <summary>Most users whom segments are found by, drawn at random. Default 10000: enough for the centres; more cost time.</summary>
    public int MaxUsers { get; init; } = 10_000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Count is 0 or >= 2 and <= 1000, nameof(Count), $"is {Count}; must be 2 to 1000, or 0 to choose"),
        Check.Between(Most, 2, 1000, nameof(Most), "the largest number of segments that is tried"),
        Check.NotNegative(Categories, nameof(Categories), "a number of categories, 0 for behaviour alone"),
        Check.NotNegative(BehaviorWeight, nameof(BehaviorWeight), "a weight beside categories"),
        Check.That(Categories > 0 || BehaviorWeight > 0, nameof(BehaviorWeight), "is 0 and Categories is 0; users are told apart by one of them at least"),
        Check.Positive(LeastBehaviors, nameof(LeastBehaviors), "a number of behaviours"),
        Check.That(MaxUsers >= 10, nameof(MaxUsers), $"is {MaxUsers}; must be at least 10"));
}
