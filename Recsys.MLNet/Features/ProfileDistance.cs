namespace Recsys.MLNet.Features;

/// <summary>How the likeness of a profile and an item is measured.</summary>
public enum ProfileDistance : byte
{
    /// <summary>Cosine of the angle, −1 to 1; 0 when either is all zeros.</summary>
    Cosine,

    /// <summary>1 / (1 + Euclidean distance), 0 to 1.</summary>
    Euclidean,

    /// <summary>1 / (1 + sum of absolute differences), 0 to 1.</summary>
    Manhattan,
}
