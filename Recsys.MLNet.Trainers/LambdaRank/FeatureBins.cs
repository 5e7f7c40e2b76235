using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>How the values of one feature map to bins, and back to thresholds.</summary>
/// <remarks>
/// Numeric: bin b holds (Upper[b − 1], Upper[b]]; where NaN is missing, the last bin holds it and has no bound.
/// Categorical: bin 0 holds NaN, negative and unknown values, bin b the category <c>Categories[b]</c>.
/// </remarks>
internal sealed class FeatureBins
{
    public required string Name { get; init; }

    public required int Count { get; init; }

    public bool IsCategorical { get; init; }

    public MissingKind Missing { get; init; }

    /// <summary>Upper bounds of the bins, ascending, the last infinite; without the NaN bin.</summary>
    public double[] Upper { get; init; } = [];

    public int[] Categories { get; init; } = [];

    /// <summary>The bin of 0.</summary>
    public int ZeroBin { get; init; }

    /// <summary>The bin that most rows of the sample have.</summary>
    public int MostFrequentBin { get; init; }

    /// <summary>Part of the sample in <see cref="MostFrequentBin"/>.</summary>
    public double MostFrequentShare { get; init; }

    /// <summary>Cannot be split: one bin, or no bound that leaves enough rows on both sides.</summary>
    public bool IsTrivial { get; init; }

    public double Low { get; init; }

    public double High { get; init; }

    private Dictionary<int, int>? _binOfCategory;

    /// <summary>The range as LightGBM's model files write it.</summary>
    public string Info =>
        IsTrivial ? "none"
        : IsCategorical ? string.Join(':', Categories)
        : FormattableString.Invariant($"[{Low}:{High}]");

    public int BinOf(double value)
    {
        if (IsCategorical)
            return BinOfCategory(value);
        if (double.IsNaN(value))
        {
            if (Missing == MissingKind.NaN)
                return Count - 1;
            value = 0;
        }
        int low = 0, high = Upper.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (value <= Upper[middle])
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>The threshold of the model for a split after a bin: finite, as LightGBM writes it.</summary>
    public double ThresholdAfter(int bin) => Math.Clamp(Upper[bin], -1e300, 1e300);

    private int BinOfCategory(double value)
    {
        if (!(value >= 0) || value > int.MaxValue)
            return 0;
        _binOfCategory ??= Categories.Select((category, bin) => (category, bin)).Skip(1).ToDictionary(p => p.category, p => p.bin);
        return _binOfCategory.GetValueOrDefault((int)value);
    }
}
