namespace Recsys.MLNet.Metrics;

/// <summary>A value and what it was in each bootstrap draw.</summary>
/// <param name="value">The value on the data itself.</param>
/// <param name="draws">(B) its value in each draw; NaN where a draw had no query.</param>
public sealed class BootstrapSample(double value, double[] draws)
{
    /// <summary>The value on the data itself.</summary>
    public double Value { get; } = value;

    /// <summary>(B) its value in each draw.</summary>
    public IReadOnlyList<double> Draws => draws;

    /// <summary>The value with the middle 95 % of the draws.</summary>
    public Interval Interval => IntervalOf(Value, (double[])draws.Clone());

    /// <summary>The mean of samples of one bootstrap, draw by draw.</summary>
    public static BootstrapSample Mean(IReadOnlyList<BootstrapSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var draws = new double[samples[0].Draws.Count];
        foreach (var sample in samples)
        {
            CheckPaired(sample, draws.Length);
            for (int b = 0; b < draws.Length; b++)
                draws[b] += sample.Draws[b] / samples.Count;
        }
        return new(samples.Average(s => s.Value), draws);
    }

    /// <summary>The same sample through a rising function, such as the root for RMSE.</summary>
    public BootstrapSample Map(Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function(Value), Array.ConvertAll(draws, d => function(d)));
    }

    /// <summary>This value minus another's, paired draw by draw.</summary>
    public Interval Minus(BootstrapSample other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CheckPaired(other, draws.Length);
        var differences = new double[draws.Length];
        for (int b = 0; b < differences.Length; b++)
            differences[b] = draws[b] - other.Draws[b];
        return IntervalOf(Value - other.Value, differences);
    }

    private static void CheckPaired(BootstrapSample other, int draws)
    {
        if (other.Draws.Count != draws)
            throw new ArgumentException($"The samples hold {draws} and {other.Draws.Count} draws; only samples of one bootstrap are paired.");
    }

    private static Interval IntervalOf(double value, double[] draws)
    {
        int kept = 0;
        foreach (double draw in draws)
            if (!double.IsNaN(draw))
                draws[kept++] = draw;
        if (kept == 0)
            return Interval.Exact(value);
        Array.Sort(draws, 0, kept);
        return new(value, Quantile(draws.AsSpan(0, kept), 0.025), Quantile(draws.AsSpan(0, kept), 0.975));
    }

    private static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
