namespace Recsys.MLNet.Features;

/// <summary>What a feature's value depends on besides the time: what is the same for all candidates is computed once.</summary>
public enum FeatureScope : byte
{
    /// <summary>The user and the request only.</summary>
    Request,

    /// <summary>The item only.</summary>
    Item,

    /// <summary>User and item together.</summary>
    Pair,
}
