namespace Recsys.MLNet.Metrics;

/// <summary>A value with its 95 % confidence interval.</summary>
/// <param name="Value">The value.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>A value that has no interval, such as a count.</summary>
    public static Interval Exact(double value) => new(value, value, value);

    /// <summary>Whether 0 lies outside: for a difference, that it is not chance at this level.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
