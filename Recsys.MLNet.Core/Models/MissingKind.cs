namespace Recsys.MLNet.Models;

/// <summary>Which values of a feature count as missing at a split; the numbers are those of LightGBM's format.</summary>
internal enum MissingKind
{
    /// <summary>None did while training; a NaN met later is read as 0.</summary>
    None = 0,

    /// <summary>Zeros and NaN.</summary>
    Zero = 1,

    /// <summary>NaN.</summary>
    NaN = 2,
}
