using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A row's values with their bootstrap draws, by <c>all</c> or slice and by metric: what intervals and differences come from.</summary>
internal sealed class RowSamples(string name)
{
    public string Name { get; } = name;

    public Dictionary<string, Dictionary<string, BootstrapSample>> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics of the whole run, which have no draws.</summary>
    public Dictionary<string, Interval> Whole { get; } = new(StringComparer.Ordinal);

    /// <summary>Values of each seed where several were fitted, by part and metric; else empty.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<double>>> BySeed { get; } = new(StringComparer.Ordinal);

    /// <summary>The values of single queries, by experiment; null for a mean over seeds.</summary>
    public QueryScores[]? Scores { get; init; }

    public double FitSeconds { get; set; }

    public double ScoreSeconds { get; set; }

    /// <summary>The mean of one model's rows over seeds, draw by draw: every row saw the same queries and draws.</summary>
    public static RowSamples Mean(IReadOnlyList<RowSamples> rows)
    {
        var mean = new RowSamples(rows[0].Name) { FitSeconds = rows.Sum(r => r.FitSeconds), ScoreSeconds = rows.Sum(r => r.ScoreSeconds) };
        foreach (var (part, metrics) in rows[0].Parts)
        {
            foreach (string metric in metrics.Keys)
                mean.Set(part, metric, BootstrapSample.Mean([.. rows.Select(r => r.Parts[part][metric])]));
            mean.BySeed[part] = metrics.Keys.ToDictionary(m => m, m => (IReadOnlyList<double>)[.. rows.Select(r => r.Parts[part][m].Value)], StringComparer.Ordinal);
        }
        foreach (string metric in rows[0].Whole.Keys)
            mean.Whole[metric] = Interval.Exact(rows.Average(r => r.Whole[metric].Value));
        return mean;
    }

    /// <summary>The same values under another name.</summary>
    public RowSamples Renamed(string to)
    {
        var row = new RowSamples(to) { FitSeconds = FitSeconds, ScoreSeconds = ScoreSeconds, Scores = Scores };
        foreach (var (part, metrics) in Parts)
            row.Parts[part] = metrics;
        foreach (var (metric, value) in Whole)
            row.Whole[metric] = value;
        foreach (var (part, values) in BySeed)
            row.BySeed[part] = values;
        return row;
    }

    public void Set(string part, string metric, BootstrapSample sample)
    {
        if (!Parts.TryGetValue(part, out var metrics))
            Parts.Add(part, metrics = new(StringComparer.Ordinal));
        metrics[metric] = sample;
    }

    public Dictionary<string, Interval> Intervals(string part)
    {
        var intervals = Parts.GetValueOrDefault(part, []).ToDictionary(m => m.Key, m => m.Value.Interval, StringComparer.Ordinal);
        if (part == Evaluator.AllQueries)
            foreach (var (metric, value) in Whole)
                intervals[metric] = value;
        return intervals;
    }

    public Dictionary<string, IReadOnlyDictionary<string, Interval>> Minus(RowSamples other)
    {
        var parts = new Dictionary<string, IReadOnlyDictionary<string, Interval>>(StringComparer.Ordinal);
        foreach (var (part, metrics) in Parts)
        {
            if (!other.Parts.TryGetValue(part, out var theirs))
                continue;
            parts[part] = metrics.Where(m => MetricSet.IsCompared(m.Key) && theirs.ContainsKey(m.Key))
                .ToDictionary(m => m.Key, m => m.Value.Minus(theirs[m.Key]), StringComparer.Ordinal);
        }
        return parts;
    }
}
