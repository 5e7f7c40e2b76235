namespace Recsys.MLNet.Behavior;

/// <summary>Cuts the time between two behaviours into classes, from seconds to years.</summary>
public static class TimeGap
{
    private static readonly long[] Limits =
    [
        0, 10_000, 60_000, 10 * 60_000, 3_600_000, 6 * 3_600_000L, 24 * 3_600_000L, 3 * 86_400_000L, 7 * 86_400_000L,
        14 * 86_400_000L, 30 * 86_400_000L, 91 * 86_400_000L, 183 * 86_400_000L, 365 * 86_400_000L,
    ];

    /// <summary>The class of a first behaviour, which nothing comes before, and of logs without times.</summary>
    public const int None = 0;

    /// <summary>Number of classes, <see cref="None"/> included.</summary>
    public static int Count => Limits.Length + 2;

    /// <summary>The class of a gap in milliseconds; a negative gap, from times out of order, counts as none at all.</summary>
    public static int Of(long milliseconds)
    {
        int low = 0, high = Limits.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (milliseconds <= Limits[middle])
                high = middle;
            else
                low = middle + 1;
        }
        return low + 1;
    }

    /// <summary>The classes of the gaps between one behaviour and itself and each before it: <c>classes[j] = Of(times[^1] − times[j])</c>.</summary>
    /// <param name="times">Times up to that behaviour, oldest first.</param>
    /// <param name="classes">As many, overwritten.</param>
    public static void Of(ReadOnlySpan<long> times, Span<byte> classes)
    {
        if (times.IsEmpty)
            return;
        long now = times[^1], before = long.MinValue;
        int at = 0;
        for (int j = times.Length - 1; j >= 0; j--)
        {
            long gap = now - times[j];
            if (gap < before)
                at = 0; // times out of order: look from the start
            before = gap;
            while (at < Limits.Length && gap > Limits[at])
                at++;
            classes[j] = (byte)(at + 1);
        }
    }
}
