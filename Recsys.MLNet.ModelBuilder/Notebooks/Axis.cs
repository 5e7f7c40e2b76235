using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>A range of numbers on a length of pixels, with round marks.</summary>
internal readonly struct Axis
{
    private readonly double _from, _to, _start, _length;

    public Axis(IEnumerable<double> values, double start, double length, bool fromZero)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high)
            (low, high) = (0, 1);
        if (fromZero)
            (low, high) = (Math.Min(0, low), Math.Max(0, high));
        if (low == high)
            high = low + 1;
        (_from, _to, _start, _length) = (low, high, start, length);
    }

    /// <summary>Where a number lies.</summary>
    public double At(double value) => _start + (value - _from) / (_to - _from) * _length;

    /// <summary>About five round numbers of the range: multiples of 1, 2 or 5 times a power of ten.</summary>
    public IEnumerable<double> Marks()
    {
        double rough = (_to - _from) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = (rough / power) switch { < 1.5 => power, < 3.5 => 2 * power, < 7.5 => 5 * power, _ => 10 * power };
        for (double mark = Math.Ceiling(_from / step) * step; mark <= _to + step * 1e-9; mark += step)
            yield return Math.Abs(mark) < step * 1e-9 ? 0 : mark;
    }

    public static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
