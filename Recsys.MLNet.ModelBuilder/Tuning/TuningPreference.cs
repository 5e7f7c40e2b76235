namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What decides among configurations that are about equally good.</summary>
public enum TuningPreference : byte
{
    /// <summary>The best, however slow or large.</summary>
    Quality,

    /// <summary>The fastest within the best one's interval.</summary>
    Latency,

    /// <summary>The smallest within the best one's interval.</summary>
    Size,
}
