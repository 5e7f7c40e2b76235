using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A row's values with their bootstrap draws, by <c>all</c> or slice and by metric: what intervals and differences come from.</summary>
internal sealed class RowSamples(string name)
{
    public string Name { get; } = name;

    public Dictionary<string, Dictionary<string, BootstrapSample>> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics of the whole run, which have no draws.</summary>
    public Dictionary<string, Interval> Whole { get; } = new(StringComparer.Ordinal);

    public double FitSeconds { get; set; }

    public double ScoreSeconds { get; set; }

    /// <summary>The same values under another name.</summary>
    public RowSamples Renamed(string to)
    {
        var row = new RowSamples(to) { FitSeconds = FitSeconds, ScoreSeconds = ScoreSeconds };
        foreach (var (part, metrics) in Parts)
            row.Parts[part] = metrics;
        foreach (var (metric, value) in Whole)
            row.Whole[metric] = value;
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
