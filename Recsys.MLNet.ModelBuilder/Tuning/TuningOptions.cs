using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What a search for the best recommender tries and when it ends.</summary>
public sealed record TuningOptions : IValidatedOptions
{
    /// <summary>Models to search among: <c>all</c>, <c>floors</c>, or names divided by commas. Default all. Fewer search each one deeper in the same time.</summary>
    public string Models { get; init; } = "all";

    /// <summary>Configurations to try, 0 for no limit but <see cref="BudgetSeconds"/>. Default 0. With a number, nothing depends on time and the same seed gives the same leaderboard.</summary>
    public int Trials { get; init; }

    /// <summary>Seconds to search, the final judgement included, 0 for no limit. Default 600. Too short leaves slow models untried, which the report says. Ignored where <see cref="Trials"/> is given.</summary>
    public double BudgetSeconds { get; init; } = 600;

    /// <summary>The split, as <c>evaluate</c> takes it; empty for the usual one of the log's clock. Default empty. The search happens on what it leaves for training, divided the same way again.</summary>
    public string Split { get; init; } = "";

    /// <summary>Inner splits that the last rung measures on, on logs with absolute times. Default 2: two later periods, so that the winner does not only suit one. More cost time in proportion; other splits take 1.</summary>
    public int InnerSplits { get; init; } = 2;

    /// <summary>Most users that inner splits ask, drawn once and the same for every configuration. Default 3000; fewer are faster and tell close configurations apart less well.</summary>
    public int MaxUsers { get; init; } = 3000;

    /// <summary>Of how many configurations one goes on to the next rung. Default 3. Larger tries more on little data; 2 trusts small samples less.</summary>
    public int Halving { get; init; } = 3;

    /// <summary>New configurations without a better one after which the search ends. Default 40; too few end in a dry spell. See <see cref="Trials"/>.</summary>
    public int Patience { get; init; } = 40;

    /// <summary>What decides among about equally good configurations. Default <see cref="TuningPreference.Quality"/>.</summary>
    public TuningPreference Prefer { get; init; } = TuningPreference.Quality;

    /// <summary>Models judged beside the winner on the hold-out, as <c>evaluate --models</c> takes them. Default empty, which takes popularity, item-knn and, with texts, fusion. Each costs a fit.</summary>
    public string Against { get; init; } = "";

    /// <summary>What is measured on the hold-out, and k. Default as <see cref="EvaluationOptions"/> says; its <c>MaxUsers</c> is that of the hold-out, not of the search.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.NotNegative(Trials, nameof(Trials), "a number of configurations, 0 to be limited by time"),
            Check.NotNegative(BudgetSeconds, nameof(BudgetSeconds), "seconds, 0 to be limited by a number of trials"),
            Check.That(Trials > 0 || BudgetSeconds > 0, nameof(BudgetSeconds), "is 0 and Trials is 0; a search needs one of them to end"),
            Check.Positive(InnerSplits, nameof(InnerSplits), "a number of splits"),
            Check.Positive(MaxUsers, nameof(MaxUsers), "a number of users"),
            Check.Between(Halving, 2, 10, nameof(Halving), "one of so many configurations goes on"),
            Check.Positive(Patience, nameof(Patience), "a number of configurations")),
        .. Evaluation.Problems(),
    ];
}
