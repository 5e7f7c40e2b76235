namespace Recsys.MLNet.State;

/// <summary>Weighted mean and spread of numbers that come one at a time (Welford 1962; West 1979 for weights).</summary>
/// <remarks>
/// <code>
/// W += w     δ = x − μ     μ += (w/W)·δ     S += w·δ·(x − μ)     variance = S / W
/// </code>
/// </remarks>
internal struct RunningMoments
{
    public double Weight;
    public double Mean;
    public double Spread;

    public readonly float MeanOrNaN => Weight > 0 ? (float)Mean : float.NaN;

    public readonly float DeviationOrNaN => Weight > 0 ? (float)Math.Sqrt(Spread / Weight) : float.NaN;

    public void Add(double value, double weight = 1)
    {
        if (!(weight > 0) || !double.IsFinite(value))
            return;
        Weight += weight;
        double delta = value - Mean;
        Mean += weight / Weight * delta;
        Spread += weight * delta * (value - Mean);
    }

    public void Merge(RunningMoments other)
    {
        if (other.Weight <= 0)
            return;
        double weight = Weight + other.Weight, delta = other.Mean - Mean;
        Spread += other.Spread + delta * delta * Weight * other.Weight / weight;
        Mean += delta * other.Weight / weight;
        Weight = weight;
    }

    public readonly void Write(Packaging.SectionWriter writer)
    {
        writer.Write(Weight);
        writer.Write(Mean);
        writer.Write(Spread);
    }

    public static RunningMoments Read(Packaging.SectionReader reader) => new() { Weight = reader.ReadDouble(), Mean = reader.ReadDouble(), Spread = reader.ReadDouble() };
}
