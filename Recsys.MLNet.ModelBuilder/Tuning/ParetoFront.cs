namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Configurations that no other beats in quality, latency and size at once, and the choice among them.</summary>
internal static class ParetoFront
{
    /// <summary>Those of the results that are not dominated: none is at least as good in all three and better in one.</summary>
    public static IReadOnlyList<TuningTrial> Of(IReadOnlyList<TuningTrial> trials) => [.. trials.Where(t => !trials.Any(other => other != t && Dominates(other.Best!, t.Best!)))];

    /// <summary>The one to take: the best; or the fastest or smallest of those that are not below the lower end of the best one's interval.</summary>
    public static TuningTrial Choose(IReadOnlyList<TuningTrial> trials, TuningPreference prefer)
    {
        var best = trials.OrderByDescending(t => t.Best!.Quality.Value).ThenBy(t => t.Number).First();
        var close = trials.Where(t => t.Best!.Quality.Value >= best.Best!.Quality.Low);
        return prefer switch
        {
            TuningPreference.Latency => close.OrderBy(t => t.Best!.LatencyMillis).ThenBy(t => t.Number).First(),
            TuningPreference.Size => close.Where(t => t.Best!.Bytes > 0).DefaultIfEmpty(best).OrderBy(t => t.Best!.Bytes).ThenBy(t => t.Number).First(),
            _ => best,
        };
    }

    private static bool Dominates(TrialResult a, TrialResult b) =>
        a.Quality.Value >= b.Quality.Value && a.LatencyMillis <= b.LatencyMillis && a.Bytes <= b.Bytes
        && (a.Quality.Value > b.Quality.Value || a.LatencyMillis < b.LatencyMillis || a.Bytes < b.Bytes);
}
