namespace Recsys.MLNet.State;

/// <summary>The four spans that counters know, as windows and as half-lives.</summary>
public enum TimeWindow : byte
{
    /// <summary>One hour.</summary>
    Hour,

    /// <summary>24 hours.</summary>
    Day,

    /// <summary>7 days.</summary>
    Week,

    /// <summary>30 days.</summary>
    Month,
}
