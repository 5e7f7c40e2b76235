namespace Recsys.MLNet.Data.Import;

/// <summary>Settings of an import.</summary>
public sealed record ImportOptions : IValidatedOptions
{
    /// <summary>The defaults.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>
    /// The clock to write, where the data leave a choice (amazon-sequences): relative keeps the known intervals, order drops them.
    /// Default null: the most that the data know.
    /// </summary>
    public EventClock? Clock { get; init; }

    /// <summary>
    /// Whether ids are replaced by new ones in random order. Public data sets number users and items by first appearance, which
    /// alone predicts what comes next; a shop's own ids must stay what they are. Default null: replaced for movielens and
    /// amazon-sequences, kept for csv and catalogue.
    /// </summary>
    public bool? PermuteIds { get; init; }

    /// <summary>For catalogue: whether the feed holds every item (then items of <see cref="Previous"/> that it lacks are withdrawn) or only changes. Default true.</summary>
    public bool Full { get; init; } = true;

    /// <summary>For catalogue: events whose items a full feed replaces, a file or folder. Default null: nothing is withdrawn for being absent.</summary>
    public string? Previous { get; init; }

    /// <summary>For catalogue: the time of its events in milliseconds. Default null: the feed's own date, else the time the file was last written.</summary>
    public long? Time { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Time is null or (>= EventTime.Earliest and <= EventTime.Latest), nameof(Time), "lies outside the years 1 to 9999; give milliseconds since 1970."),
        Check.That(Full || Previous is null, nameof(Previous), "is given for a feed of changes; only a full feed withdraws what it lacks. Leave one of the two out."));
}
