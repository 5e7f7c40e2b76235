namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>How sums of gradients become leaf values and gains. Structs, so that each search is compiled for its rule.</summary>
internal interface ILeafRule
{
    /// <summary>Gain of keeping the leaf whole.</summary>
    double WholeGain(double g, double h, int rows);

    /// <summary>Gain of two leaves.</summary>
    double SplitGain(double leftG, double leftH, int leftRows, double rightG, double rightH, int rightRows);

    /// <summary>False only where <see cref="SplitGain"/> cannot exceed the floor: a cheap test that spares its divisions.</summary>
    bool MayExceed(double leftG, double leftH, double rightG, double rightH, double floor);

    /// <summary>Value of a leaf.</summary>
    double Output(double g, double h, int rows);
}
