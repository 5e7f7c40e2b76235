using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>Settings of <see cref="PipelineTrainer"/>.</summary>
public sealed record PipelineOptions : IValidatedOptions
{
    /// <summary>Models that name candidates. Default none named, which takes those the data supports (<see cref="PipelineSources"/>). Each adds recall, features and time.</summary>
    public IReadOnlyList<IItemScorerTrainer> Sources { get; init; } = [];

    /// <summary>The sources by name instead, as <c>evaluate --models</c> takes them, <c>als:factors=32</c> included; <c>tags</c> for texts in lists. Default none named, see <see cref="Sources"/>, which goes before this. Those the data cannot support are left out.</summary>
    public IReadOnlyList<string> SourceNames { get; init; } = [];

    /// <summary>Length of each source's list, in training as in service. Default 100; shorter loses recall, longer costs time in every request.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Parts the users of an order-only log are divided into; the models behind a part's rows have not seen its last events. Default 4; more are nearer to the final models and fit the sources once more each.</summary>
    public int Folds { get; init; } = 4;

    /// <summary>How many last events of each user become rows on an order-only log. Default 1; more give more rows from older behaviour, and base models further from the final ones.</summary>
    public int LabelsPerUser { get; init; } = 1;

    /// <summary>Windows in time that rows come from on a log with absolute times, each scored by models fitted before it. Default 3; more are fresher and fit the sources once more each.</summary>
    public int Windows { get; init; } = 3;

    /// <summary>Share of a log with absolute times, its end, that rows come from. Default 0.3; more rows, but the first models behind them know less.</summary>
    public double WindowShare { get; init; } = 0.3;

    /// <summary>Most queries that rows are made of, drawn at random beyond. Default 20000; more helps until the ranker stops improving and costs memory and time.</summary>
    public int MaxQueries { get; init; } = 20_000;

    /// <summary>Most candidates without a label that a query keeps. Default 300, drawn evenly beyond: kept unevenly, the ranker would take places it saw little of for promising. Fewer train faster and tell hard negatives apart less well.</summary>
    public int Negatives { get; init; } = 300;

    /// <summary>Whether items of the history are no candidates. Default true; false where people come back to the same item.</summary>
    public bool RemoveSeen { get; init; } = true;

    /// <summary>Whether trees put candidates in order. Default true; false leaves the untrained fusion of the sources, which needs no rows and no time.</summary>
    public bool Rank { get; init; } = true;

    /// <summary>Most validation queries. Default 5000: enough to stop by; more cost time.</summary>
    public int MaxValidationQueries { get; init; } = 5000;

    /// <summary>The final ranker. Default 200 trees of 15 leaves at rate 0.08, stopped early.</summary>
    public LambdaRankOptions Ranker { get; init; } = SortingTrees.Usual(200, 15, 0.08);

    /// <summary>Learns the trees from rows and, where there are any, rows to stop by; another learner's trees enter as <see cref="TreeEnsemble.ReadText(string)"/>. Default null: LambdaRank with <see cref="Ranker"/>, which another learner does not look at.</summary>
    public Func<RankingDataset, RankingDataset?, RunSettings, TreeEnsemble>? Learner { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.That(SourceNames.Distinct(StringComparer.Ordinal).Count() == SourceNames.Count, nameof(SourceNames), "names one source twice; keep one."),
            Check.Positive(Depth, nameof(Depth), "a number of items"),
            Check.Between(Folds, 1, 100, nameof(Folds), "a number of parts; 1 holds the last events of all users back at once"),
            Check.Positive(LabelsPerUser, nameof(LabelsPerUser), "a number of events"),
            Check.Positive(Windows, nameof(Windows), "a number of windows"),
            Check.That(WindowShare is > 0 and < 1, nameof(WindowShare), $"is {WindowShare}; must lie between 0 and 1: models need a part before the first window"),
            Check.Positive(MaxQueries, nameof(MaxQueries), "a number of queries"),
            Check.Positive(MaxValidationQueries, nameof(MaxValidationQueries), "a number of queries"),
            Check.Positive(Negatives, nameof(Negatives), "a ranker learns from pairs")),
        .. SortingTrees.Problems(Ranker, nameof(Ranker)),
    ];
}
