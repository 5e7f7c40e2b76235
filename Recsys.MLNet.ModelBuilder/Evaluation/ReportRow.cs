using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>One model's line of a report.</summary>
public sealed record ReportRow
{
    /// <summary>The model; with <c> (frozen)</c> or <c>+val</c> for those forms of it.</summary>
    public required string Name { get; init; }

    /// <summary>Metrics over all queries.</summary>
    public required IReadOnlyDictionary<string, Interval> Metrics { get; init; }

    /// <summary>Metrics by slice.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>> Slices { get; init; }

    /// <summary>Seconds of fitting, all folds together.</summary>
    public double FitSeconds { get; init; }

    /// <summary>Seconds of scoring every query.</summary>
    public double ScoreSeconds { get; init; }

    /// <summary>This row minus another: by row, by <c>all</c> or slice, by metric.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>>> Versus { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>>>();
}
