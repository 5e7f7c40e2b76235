namespace Recsys.MLNet.State;

/// <summary>Lists of items that are kept current for everybody.</summary>
public enum Board : byte
{
    /// <summary>Most behaviours with a half-life of a day. Needs an absolute clock.</summary>
    Trending,

    /// <summary>Greatest sum of behaviour weights over all time.</summary>
    Popular,

    /// <summary>Described last. Needs an absolute clock.</summary>
    Newest,
}
