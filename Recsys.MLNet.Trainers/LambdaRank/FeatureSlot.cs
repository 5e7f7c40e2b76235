namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Where a feature's bins lie: alone in a column, or bundled with features that exclude it.</summary>
/// <remarks>
/// Alone, a column's byte is the bin. Bundled, byte 0 means that every feature of the bundle has its most frequent bin, and a
/// feature's other bins follow from <see cref="Start"/>, its most frequent one left out.
/// </remarks>
internal sealed record FeatureSlot(int Feature, FeatureBins Bins, int Column, int Start)
{
    public bool IsBundled => Start > 0;

    /// <summary>The column's byte for a bin that is not the bundle's common one; 0 leaves the column as it is.</summary>
    public byte Encode(int bin)
    {
        if (!IsBundled)
            return (byte)bin;
        int most = Bins.MostFrequentBin;
        return bin == most ? (byte)0 : (byte)(Start + (bin < most ? bin : bin - 1));
    }

    /// <summary>The feature's bin for a column's byte.</summary>
    public int Decode(byte value)
    {
        if (!IsBundled)
            return value;
        int at = value - Start, most = Bins.MostFrequentBin;
        if (at < 0 || at >= Bins.Count - 1)
            return most;
        return at < most ? at : at + 1;
    }
}
