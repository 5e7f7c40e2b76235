using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Settings of the final ranker that is learned by replaying the log.</summary>
public sealed record RankerOptions : IValidatedOptions
{
    /// <summary>Whether the final ranker is learned where the log supports it: absolute times and enough requests. Default true; false serves the untrained fusion of the sources.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>What the rows are made of. Default Auto. Pages alone know only what the old policy showed and rank recalled items badly; candidates alone take what was never shown for refused. See <see cref="Debias"/>.</summary>
    public RankerEvidence Evidence { get; init; } = RankerEvidence.Auto;

    /// <summary>How long after an exposure each behaviour still counts for it. Default looks 30 minutes, carts 24 hours, purchases 7 days. Too short loses outcomes, too long attributes chance; requests of which an outcome may still come are left out, see <see cref="Maturity"/>.</summary>
    public IReadOnlyList<AttributionWindow> Attribution { get; init; } = AttributionWindow.Usual;

    /// <summary>Share of outcomes that must have had the time to arrive before a request becomes rows, by the delays of earlier ones. Default 0.99; 1 waits for the whole window of <see cref="Attribution"/> and makes the ranker older, far below 0.9 takes purchases to come for refusals.</summary>
    public double Maturity { get; init; } = 0.99;

    /// <summary>Windows in time that rows come from, each scored by models fitted before it. Default 3. More are fresher and fit every model once more each; see <see cref="WindowShare"/>.</summary>
    public int Windows { get; init; } = 3;

    /// <summary>Share of the log, its end, that rows come from. Default 0.4. More gives more rows, but the first models behind them know less; see <see cref="Windows"/>.</summary>
    public double WindowShare { get; init; } = 0.4;

    /// <summary>Most requests that become rows. Default 15000; beyond, requests without a rare outcome are drawn at random and weigh more. More helps until the ranker stops improving, and costs time and memory with <see cref="Negatives"/>.</summary>
    public int MaxRequests { get; init; } = 15_000;

    /// <summary>Share of the weight of all requests that those of items new to the models have at least while learning; where the log has less, they weigh up to 10 times their own. Default 0.05. 0 leaves them what the log gives: shops show new items seldom, so that few outcomes speak for them, and the trees sort them last. Much more takes places from items that are wanted more often.</summary>
    public double NewItemShare { get; init; } = 0.05;

    /// <summary>Fewest requests with an outcome that a ranker is learned from. Default 1000. Too few give a ranker that is no better than the untrained fusion, which serves instead; a ranker that does not beat it on the latest requests (<see cref="Watched"/>) is not used either.</summary>
    public int LeastRequests { get; init; } = 1000;

    /// <summary>Most recalled candidates without an outcome that a request keeps, drawn evenly. Default 40. Fewer tell hard ones apart less well, more cost time.</summary>
    public int Negatives { get; init; } = 40;

    /// <summary>Items drawn from the whole catalogue, as a share of <see cref="Negatives"/>. Default 0.2. 0 leaves the ranker without an idea of items that no source names, much more wastes rows on easy ones.</summary>
    public double UniformShare { get; init; } = 0.2;

    /// <summary>Whether the part of clicks that the place on the page explains is learned beside the trees and dropped in service. Default true; false where pages are not read from the top. Only items that were looked at become rows, which takes most of the bias away before: in the simulated shop it earned nothing more. Works on rows of pages only, see <see cref="Evidence"/>.</summary>
    public bool Debias { get; init; } = true;

    /// <summary>Microseconds of processor time that recall and ranking of a request may take, by which <see cref="Serving.ServingOptions.Quotas"/> are learned on the first window: what each source's list is worth, by surface and kind of user. Default 0: not learned, lists are taken whole. Too small loses items that the ranker never sees; see <see cref="SourceCosts"/> and <see cref="CandidateCost"/>. Needs two <see cref="Windows"/> at least.</summary>
    public double RecallBudget { get; init; }

    /// <summary>Microseconds of one candidate in features and trees, for <see cref="RecallBudget"/>. Default 3, of 106 features and 300 trees. Too small a figure takes long lists for cheap.</summary>
    public double CandidateCost { get; init; } = 3;

    /// <summary>Microseconds of asking a source for its list, for <see cref="RecallBudget"/>. Default as measured over 5,000 items; a source that is not named costs 10. Sources that look at every vector cost in proportion to the catalogue: measure yours.</summary>
    public IReadOnlyDictionary<string, double> SourceCosts { get; init; } =
        new Dictionary<string, double> { ["als"] = 170, ["tf-idf"] = 120, ["tags"] = 120, ["new-text"] = 80, ["item-knn"] = 50, ["co-visit"] = 30 };

    /// <summary>Fewest requests of a surface and kind of user that a quota is learned from. Default 200; too few take chance for worth.</summary>
    public int LeastRecallRequests { get; init; } = 200;

    /// <summary>Microseconds of a source that <see cref="SourceCosts"/> does not name.</summary>
    internal const double OtherSourceCost = 10;

    /// <summary>Whether a surface with <see cref="LeastRequests"/> requests gets a ranker of its own, where that beats the common one on its latest requests by two standard errors. Default false: one ranker for all. True costs training time for each surface; a surface with few requests gains nothing.</summary>
    public bool PerSurface { get; init; }

    /// <summary>Labels of <see cref="RowLabels.Aims"/> that get trees and a calibrated probability of their own: click, cart, purchase, dwell. Default none: one ranker of all outcomes by their grade. With aims a list is in order of Σ weight · log probability, weights from the request or <see cref="Serving.ServingOptions.Objectives"/>; each costs training and time per request as much as the one ranker. An aim with too few outcomes leaves the one ranker in place. Not together with <see cref="PerSurface"/>.</summary>
    public IReadOnlyList<string> Aims { get; init; } = [];

    /// <summary>Seconds from which a look reaches the aim dwell. Default 30. Too small counts what was left at once, too large leaves few outcomes; see <see cref="Aims"/>.</summary>
    public double LongDwell { get; init; } = 30;

    /// <summary>Share of the requests, the latest, that decide when to stop. Default 0.15. Too few stop by chance, more are missing for learning.</summary>
    public double Watched { get; init; } = 0.15;

    /// <summary>The trees. Default up to 300 of 7 leaves at rate 0.05, stopped early: small trees, for rows are few and outcomes noisy.</summary>
    public LambdaRankOptions Trees { get; init; } = SortingTrees.Usual(300, 7, 0.05);

    /// <summary>The same with what only learning from the rows looks at as it is by default: rows made under either are the same.</summary>
    internal RankerOptions OfRows => this with { Trees = SortingTrees.Usual(300, 7, 0.05), Debias = true, LeastRequests = 1000, PerSurface = false, Aims = [], LongDwell = 30, Watched = 0.15, NewItemShare = 0.05 };

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.That(Attribution.Count > 0 && Attribution.All(a => a.Length > TimeSpan.Zero), nameof(Attribution), "is empty or has a window of no length; name at least one behaviour with a time above 0."),
            Check.That(Attribution.Select(a => a.What).Distinct(StringComparer.OrdinalIgnoreCase).Count() == Attribution.Count, nameof(Attribution), "names one behaviour twice; keep one line for each."),
            Check.That(Maturity is > 0 and <= 1, nameof(Maturity), $"is {Maturity}; must be a share above 0, 1 to wait for whole windows"),
            Check.Between(Windows, 1, 50, nameof(Windows), "each fits every model once more"),
            Check.That(WindowShare is > 0 and < 1, nameof(WindowShare), $"is {WindowShare}; must lie between 0 and 1: models need a part before the first window"),
            Check.Positive(MaxRequests, nameof(MaxRequests), "a number of requests"),
            Check.That(NewItemShare is >= 0 and < 1, nameof(NewItemShare), $"is {NewItemShare}; must be a share below 1, 0 for that of the log"),
            Check.Positive(LeastRequests, nameof(LeastRequests), "a number of requests"),
            Check.Positive(Negatives, nameof(Negatives), "a ranker learns from pairs"),
            Check.Between(UniformShare, 0, 10, nameof(UniformShare), "a share of the negatives"),
            Check.That(RecallBudget >= 0 && double.IsFinite(RecallBudget), nameof(RecallBudget), $"is {RecallBudget}; must be a number of microseconds, 0 for whole lists"),
            Check.That(RecallBudget == 0 || Windows > 1, nameof(RecallBudget), "is set and there is one window; quotas are learned on the first and hold from the second on: set Windows to 2 or more"),
            Check.Positive(CandidateCost, nameof(CandidateCost), "a number of microseconds"),
            Check.That(SourceCosts.Values.All(c => c >= 0 && double.IsFinite(c)), nameof(SourceCosts), "has a cost below 0 or not finite"),
            Check.Positive(LeastRecallRequests, nameof(LeastRecallRequests), "a number of requests"),
            Check.That(Aims.All(RowLabels.Aims.Contains), nameof(Aims), $"names {string.Join(", ", Aims.Except(RowLabels.Aims))}; labels that can be aims are {string.Join(", ", RowLabels.Aims)}"),
            Check.That(Aims.Distinct(StringComparer.Ordinal).Count() == Aims.Count, nameof(Aims), "names one label twice; keep one"),
            Check.That(Aims.Count == 0 || !PerSurface, nameof(Aims), "are set and so is PerSurface; rankers of single surfaces have one aim: set one of the two"),
            Check.That(Aims.Count == 0 || Watched > 0, nameof(Aims), "are set and Watched is 0; probabilities are learned on the latest requests: set Watched to 0.15"),
            Check.Positive(LongDwell, nameof(LongDwell), "a number of seconds"),
            Check.That(Watched is >= 0 and < 0.9, nameof(Watched), $"is {Watched}; must be a share below 0.9, 0 to grow every tree")),
        .. SortingTrees.Problems(Trees, nameof(Trees)),
    ];
}
