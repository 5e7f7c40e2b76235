using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What one configuration came to on one rung.</summary>
/// <param name="Quality">NDCG at k over the inner queries, with its interval; NaN where it failed.</param>
public sealed record TrialResult(Interval Quality)
{
    /// <summary>Seconds of fitting, all inner splits together.</summary>
    public double FitSeconds { get; init; }

    /// <summary>Seconds of asking every query.</summary>
    public double ScoreSeconds { get; init; }

    /// <summary>Milliseconds that half of the requests need at most: scores for the whole catalogue on one thread, then the k best.</summary>
    public double LatencyMillis { get; init; }

    /// <summary>Bytes of the saved model; 0 where it cannot be saved.</summary>
    public long Bytes { get; init; }

    /// <summary>Why there is no value, or null.</summary>
    public string? Failure { get; init; }

    internal bool Failed => Failure is not null || !double.IsFinite(Quality.Value);

    internal double Seconds => FitSeconds + ScoreSeconds;
}
