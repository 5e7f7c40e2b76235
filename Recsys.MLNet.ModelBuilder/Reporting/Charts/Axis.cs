namespace Recsys.MLNet.ModelBuilder.Reporting.Charts;

/// <summary>A range of values on a range of places, with round ticks.</summary>
internal readonly struct Axis
{
    private readonly double _from, _to;

    /// <summary>An axis that holds every value; empty ranges are widened.</summary>
    public Axis(IEnumerable<double> values, double from, double to, bool fromZero = false)
    {
        var finite = values.Where(double.IsFinite).ToList();
        double low = finite.Count > 0 ? finite.Min() : 0, high = finite.Count > 0 ? finite.Max() : 1;
        if (fromZero)
            (low, high) = (Math.Min(0, low), Math.Max(0, high));
        if (high - low < 1e-12)
            (low, high) = (low - Math.Max(0.5, Math.Abs(low) * 0.1), high + Math.Max(0.5, Math.Abs(high) * 0.1));
        double step = StepOf(high - low);
        (Low, High, Step, _from, _to) = (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step, step, from, to);
    }

    public double Low { get; }

    public double High { get; }

    private double Step { get; }

    /// <summary>The place of a value.</summary>
    public double At(double value) => _from + (Math.Clamp(value, Low, High) - Low) / (High - Low) * (_to - _from);

    /// <summary>Round values along the axis.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            double low = Low, step = Step;
            return Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Math.Round(low + i * step, 10));
        }
    }

    private static double StepOf(double range)
    {
        double rough = range / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
