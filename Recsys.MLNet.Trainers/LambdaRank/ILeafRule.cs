namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>How sums of gradients become leaf values and gains. Structs, so that each search is compiled for its rule.</summary>
internal interface ILeafRule
{
    /// <summary>Gain of keeping the leaf whole.</summary>
    double WholeGain(double g, double h, int rows);

    /// <summary>Gain of two leaves.</summary>
    double SplitGain(double leftG, double leftH, int leftRows, double rightG, double rightH, int rightRows);

    /// <summary>Value of a leaf.</summary>
    double Output(double g, double h, int rows);
}
