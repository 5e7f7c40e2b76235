namespace Recsys.MLNet.Reranking;

/// <summary>Places that are kept for items nobody knows yet, until enough is known of each.</summary>
public sealed record NewItemOptions : IValidatedOptions
{
    /// <summary>Places of each list, at its end, that go to new items. Default 0: new items must earn their place like all others. More learns of them faster and costs relevance; never more than half of a list.</summary>
    public int Places { get; init; }

    /// <summary>Exposures after which an item is no longer new. Default 200, enough to know a click rate of 5 % to about ±1.5 points. Fewer gives up too early, more wastes places on what is known. The cap of each item.</summary>
    public int Impressions { get; init; } = 200;

    /// <summary>Days after which an item is no longer new, however seldom it was shown. Default 14; 0 for no limit. Too short forgets items of slow sites. Needs an absolute clock. See <see cref="Impressions"/>.</summary>
    public double Days { get; init; } = 14;

    /// <summary>New items that chance chooses from, the ranker's best first. Default 20. More gives each a smaller probability and asks the ranker less.</summary>
    public int Pool { get; init; } = 20;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Places, 0, 100, nameof(Places), "places for new items"),
        Check.Positive(Impressions, nameof(Impressions), "exposures of a new item"),
        Check.NotNegative(Days, nameof(Days), "days, 0 for no limit"),
        Check.Between(Pool, 1, 10_000, nameof(Pool), "new items to choose from"));
}
