namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>What an evaluation measures and how.</summary>
public sealed record EvaluationOptions : IValidatedOptions
{
    /// <summary>Length of the lists that are judged, the k of <c>ndcg@k</c>. Default 10; longer lists forgive more.</summary>
    public int K { get; init; } = 10;

    /// <summary>Draws of the bootstrap behind the intervals. Default 1000; fewer make the ends of the intervals themselves uncertain, more cost time in proportion.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Whether items of the user's known history are neither candidates nor relevant. Default true; false where people come back to the same item.</summary>
    public bool RemoveSeen { get; init; } = true;

    /// <summary>Whether only items that occur in the fit are candidates. Default false: the whole catalogue is. Some published figures leave untrained items out; see <see cref="RemoveSeen"/> for the other exclusion.</summary>
    public bool TrainedItemsOnly { get; init; }

    /// <summary>Interaction types that count as relevant, such as purchase. Default none named, which takes every type; all types remain in the history. Where there are times, an interaction also counts when the user takes its item in one of these ways within 7 days: a purchase is asked for where the user first turned to the item, see <see cref="RemoveSeen"/>.</summary>
    public IReadOnlyList<string> Target { get; init; } = [];

    /// <summary>Whether leave-one-out adds a row NAME+val for each model, fitted on the event before the last too. Default false; doubles the time.</summary>
    public bool AddValidationFits { get; init; }

    /// <summary>Seeds that every model is fitted with, counted up from that of the run; figures are their means, and their spread is reported beside. Default 1, which cannot tell a better model from a luckier seed; 3 to 5 can, and take so many times as long. What is asked stays that of the run's seed.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Most users that are asked, drawn at random beyond; models are fitted on all. Default 0, which asks every user; fewer save time and widen the intervals.</summary>
    public int MaxUsers { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(K, nameof(K), "a number of places"),
        Check.Positive(Seeds, nameof(Seeds), "a number of fits of each model"),
        Check.NotNegative(MaxUsers, nameof(MaxUsers), "a number of users, 0 for all"),
        Check.That(Resamples >= 20, nameof(Resamples), $"is {Resamples}; must be at least 20 for an interval to mean anything"));
}
