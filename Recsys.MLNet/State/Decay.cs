namespace Recsys.MLNet.State;

/// <summary>Exponential forgetting with the half-lives of <see cref="TimeWindow"/>.</summary>
/// <remarks><code>factor(Δ, w) = 2^(−max(0, Δ) / length(w))</code></remarks>
public static class Decay
{
    /// <summary>Number of windows.</summary>
    public const int Windows = 4;

    private const long HourLength = 3_600_000;

    /// <summary>Length of a window in milliseconds.</summary>
    public static long Length(TimeWindow window) => window switch
    {
        TimeWindow.Hour => HourLength,
        TimeWindow.Day => 24 * HourLength,
        TimeWindow.Week => 7 * 24 * HourLength,
        _ => 30 * 24 * HourLength,
    };

    /// <summary>What is left after <paramref name="milliseconds"/>; 1 for a time that runs backwards.</summary>
    public static float Factor(long milliseconds, TimeWindow halfLife) =>
        milliseconds <= 0 ? 1f : (float)double.Exp2(-(double)milliseconds / Length(halfLife));

    /// <summary>Brings decayed sums (stages × windows, or one stage) from one time to a later one.</summary>
    internal static void Advance(Span<float> sums, long milliseconds)
    {
        if (milliseconds <= 0)
            return;
        for (int w = 0; w < Windows; w++)
        {
            float factor = Factor(milliseconds, (TimeWindow)w);
            for (int i = w; i < sums.Length; i += Windows)
                sums[i] *= factor;
        }
    }
}
