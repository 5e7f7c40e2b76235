namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>What a report measures on the package itself.</summary>
public sealed record ReportOptions : IValidatedOptions
{
    /// <summary>The page's title. Default none given, which takes the package's version.</summary>
    public string Title { get; init; } = "";

    /// <summary>Users who are asked for coverage, concentration and latency, drawn at random. Default 500; more take time in proportion and make coverage larger, so compare reports of one number.</summary>
    public int Users { get; init; } = 500;

    /// <summary>Length of their lists. Default 10, as <see cref="Evaluation.EvaluationOptions.K"/>.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Users whose lists are shown with reasons, from hardly known to well known. Default 3, and one who is not known at all.</summary>
    public int Examples { get; init; } = 3;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Users, nameof(Users), "a number of users"),
        Check.Between(Count, 1, 1000, nameof(Count), "a number of items"),
        Check.NotNegative(Examples, nameof(Examples), "a number of users"));
}
