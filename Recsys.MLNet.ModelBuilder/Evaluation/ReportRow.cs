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

    /// <summary>Where models were fitted with several seeds, of which <see cref="Metrics"/> are the mean: the value of each seed, by <c>all</c> or slice and by metric. Else empty.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<double>>> BySeed { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<double>>>();

    /// <summary>Seconds of fitting, all folds and seeds together.</summary>
    public double FitSeconds { get; init; }

    /// <summary>Seconds of scoring every query, all seeds together.</summary>
    public double ScoreSeconds { get; init; }

    /// <summary>This row minus another: by row, by <c>all</c> or slice, by metric.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>>> Versus { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>>>();

    /// <summary>How far single seeds lie from the mean of a metric: their standard deviation, with one less than the number of seeds as divisor.</summary>
    /// <param name="part"><c>all</c> or a slice.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <returns>The deviation; null where fewer than two seeds were fitted or the metric has no value.</returns>
    public double? Spread(string part, string metric)
    {
        if (!BySeed.TryGetValue(part, out var metrics) || !metrics.TryGetValue(metric, out var values) || values.Count < 2)
            return null;
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
