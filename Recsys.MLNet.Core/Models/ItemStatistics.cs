using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>What a log says of each item as of its end: how often, how often lately, since when.</summary>
public sealed class ItemStatistics
{
    private const double DayMilliseconds = 86_400_000, HalfLifeDays = 7;

    private ItemStatistics(bool hasClock, float[] logCounts, float[] recentCounts, long[] firstTimes) =>
        (HasClock, LogCounts, RecentCounts, FirstTimes) = (hasClock, logCounts, recentCounts, firstTimes);

    /// <summary>Whether times compare between users; without it there is neither recency nor age.</summary>
    public bool HasClock { get; }

    /// <summary>(items) ln(1 + number of interactions).</summary>
    public float[] LogCounts { get; }

    /// <summary>(items) ln(1 + interactions, each halved for every week before the end); empty without a clock.</summary>
    public float[] RecentCounts { get; }

    /// <summary>(items) milliseconds of the first interaction, <see cref="long.MaxValue"/> for none; empty without a clock.</summary>
    public long[] FirstTimes { get; }

    /// <summary>Statistics of a log.</summary>
    public static ItemStatistics Of(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        int items = log.Items.Count;
        bool hasClock = log.Clock == EventClock.Absolute;
        double[] counts = new double[items], recent = new double[hasClock ? items : 0];
        var first = new long[hasClock ? items : 0];
        Array.Fill(first, long.MaxValue);
        long end = hasClock && log.Count > 0 ? log.TimeOf.Max() : 0;
        for (int i = 0; i < log.Count; i++)
        {
            int item = log.ItemOf[i];
            counts[item]++;
            if (!hasClock)
                continue;
            recent[item] += Math.Pow(2, (log.TimeOf[i] - end) / (HalfLifeDays * DayMilliseconds));
            first[item] = Math.Min(first[item], log.TimeOf[i]);
        }
        return new(hasClock, Array.ConvertAll(counts, c => (float)Math.Log(1 + c)), Array.ConvertAll(recent, c => (float)Math.Log(1 + c)), first);
    }

    /// <summary>Days since an item was first seen, NaN when it never was or there is no clock.</summary>
    public float AgeDays(int item, long at) => HasClock && FirstTimes[item] != long.MaxValue ? (float)Math.Max(0, (at - FirstTimes[item]) / DayMilliseconds) : float.NaN;

    internal void Write(SectionWriter writer)
    {
        writer.Write(HasClock);
        writer.Write<float>(LogCounts);
        writer.Write<float>(RecentCounts);
        writer.Write<long>(FirstTimes);
    }

    internal static ItemStatistics Read(SectionReader reader) => new(reader.ReadBool(), reader.ReadArray<float>(), reader.ReadArray<float>(), reader.ReadArray<long>());
}
