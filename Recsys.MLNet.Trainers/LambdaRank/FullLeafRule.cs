namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Leaf values under every option: L1, limited steps, path smoothing, monotone bounds.</summary>
/// <remarks>
/// <code>
/// v = −sign(g)·max(0, |g| − λ₁) / (h + λ₂)      |v| ≤ step
/// v = v·n/(n + s) + parent·s/(n + s)            n rows, s the smoothing
/// v = min(high, max(low, v))
/// gain(v) = −(2·g₁·v + (h + λ₂)·v²)             g₁ = sign(g)·max(0, |g| − λ₁)
/// </code>
/// A split that breaks its feature's monotone direction has gain 0.
/// </remarks>
internal readonly struct FullLeafRule(LambdaRankOptions options, double extraL2, int monotone, LeafSums leaf) : ILeafRule
{
    private readonly double _l1 = options.LambdaL1;
    private readonly double _l2 = options.LambdaL2 + extraL2;
    private readonly double _step = options.MaxDeltaStep;
    private readonly double _smooth = options.PathSmooth;
    private readonly double _parent = leaf.Output;
    private readonly double _low = leaf.Low;
    private readonly double _high = leaf.High;

    public static bool IsNeeded(LambdaRankOptions options) =>
        options.LambdaL1 > 0 || options.MaxDeltaStep > 0 || options.PathSmooth > 0 || options.MonotoneConstraints.Count > 0;

    public double WholeGain(double g, double h, int rows) => GainAt(g, h, Free(g, h, rows));

    public double SplitGain(double leftG, double leftH, int leftRows, double rightG, double rightH, int rightRows)
    {
        double left = Output(leftG, leftH, leftRows), right = Output(rightG, rightH, rightRows);
        if ((monotone > 0 && left > right) || (monotone < 0 && left < right))
            return 0;
        return GainAt(leftG, leftH, left) + GainAt(rightG, rightH, right);
    }

    public bool MayExceed(double leftG, double leftH, double rightG, double rightH, double floor) => true;

    public double Output(double g, double h, int rows) => Math.Min(_high, Math.Max(_low, Free(g, h, rows)));

    private double Free(double g, double h, int rows)
    {
        double value = -Shrunk(g) / (h + _l2);
        if (_step > 0 && Math.Abs(value) > _step)
            value = Math.Sign(value) * _step;
        if (_smooth > 0)
            value = value * (rows / _smooth) / (rows / _smooth + 1) + _parent / (rows / _smooth + 1);
        return value;
    }

    private double GainAt(double g, double h, double value) => -(2 * Shrunk(g) * value + (h + _l2) * value * value);

    private double Shrunk(double g) => Math.Sign(g) * Math.Max(0, Math.Abs(g) - _l1);
}
