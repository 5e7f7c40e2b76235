namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>The best split found of a leaf. Gain −∞ means none.</summary>
internal struct SplitCandidate
{
    public static readonly SplitCandidate None = new() { Gain = double.NegativeInfinity, Slot = int.MaxValue };

    /// <summary>Gain over leaving the leaf whole, less the smallest gain wanted.</summary>
    public double Gain;

    public int Slot;

    /// <summary>The last bin that goes left.</summary>
    public int Threshold;

    public bool DefaultLeft;

    /// <summary>Bins that go left at a categorical split, else null.</summary>
    public int[]? LeftBins;

    /// <summary>Packed sums of the left side.</summary>
    public long LeftSums;

    public double LeftOutput;
    public double RightOutput;

    /// <summary>Larger gain, or the earlier feature of equal gain: what makes the choice independent of the order of search.</summary>
    public readonly bool IsBetterThan(in SplitCandidate other) => Gain != other.Gain ? Gain > other.Gain : Slot < other.Slot;
}
