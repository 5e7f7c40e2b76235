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
        milliseconds <= 0 ? 1f : (float)Exp2(-(double)milliseconds / Length(halfLife));

    /// <summary>2^x for x ≤ 0, to 1e-8 relative; below −126 it is 0. Features ask for it thousands of times a request.</summary>
    /// <remarks><code>2^x = 2^n · e^(f·ln 2)     n the integer nearest to x, f = x − n in −½..½, the exponential by its series to the 7th power</code></remarks>
    internal static double Exp2(double x)
    {
        if (x < -126)
            return 0;
        double n = Math.Round(x), t = (x - n) * 0.69314718055994531;
        double sum = 1 + t * (1 + t * (1.0 / 2 + t * (1.0 / 6 + t * (1.0 / 24 + t * (1.0 / 120 + t * (1.0 / 720 + t * (1.0 / 5040)))))));
        return BitConverter.Int64BitsToDouble(((long)n + 1023) << 52) * sum;
    }

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
