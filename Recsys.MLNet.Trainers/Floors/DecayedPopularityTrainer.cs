using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>popularity-decayed</c>: how often each item occurs, older occurrences counting less.</summary>
/// <remarks><code>score[i] = Σ_{events of i} 2^−((T − t) / half-life)          T the last time of the log</code>Needs an absolute clock.</remarks>
public sealed class DecayedPopularityTrainer(DecayedPopularityOptions options) : IItemScorerTrainer
{
    private const double DayMilliseconds = 86_400_000;

    /// <summary>With default settings.</summary>
    public DecayedPopularityTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "popularity-decayed";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        options.ThrowIfInvalid();
        if (log.Clock != EventClock.Absolute)
            throw new ArgumentException($"The log's clock is '{log.Clock}'; popularity-decayed needs absolute times, since it compares the times of different users. Use popularity.");
        long last = log.Count == 0 ? 0 : log.TimeOf.Max();
        var sums = new double[log.Items.Count];
        for (int i = 0; i < log.Count; i++)
            sums[log.ItemOf[i]] += Math.Pow(2, (log.TimeOf[i] - last) / (options.HalfLifeDays * DayMilliseconds));
        return new PopularityModel(Array.ConvertAll(sums, s => (float)s));
    }
}
