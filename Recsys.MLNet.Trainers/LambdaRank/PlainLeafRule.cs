namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Leaf values with an L2 pull only: <c>value = −g / (h + λ₂)</c>, <c>gain = g² / (h + λ₂)</c>.</summary>
internal readonly struct PlainLeafRule(double l2) : ILeafRule
{
    public double WholeGain(double g, double h, int rows) => g * g / (h + l2);

    public double SplitGain(double leftG, double leftH, int leftRows, double rightG, double rightH, int rightRows) =>
        leftG * leftG / (leftH + l2) + rightG * rightG / (rightH + l2);

    public bool MayExceed(double leftG, double leftH, double rightG, double rightH, double floor)
    {
        // a/x + b/y > f with x, y > 0 is a·y + b·x > f·x·y; the slack covers the rounding.
        double x = leftH + l2, y = rightH + l2;
        return leftG * leftG * y + rightG * rightG * x > floor * x * y * (1 - 1e-12);
    }

    public double Output(double g, double h, int rows) => -g / (h + l2);
}
