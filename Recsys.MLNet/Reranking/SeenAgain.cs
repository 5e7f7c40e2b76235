namespace Recsys.MLNet.Reranking;

/// <summary>Whether an item may be recommended again after a behaviour.</summary>
public enum SeenAgain : byte
{
    /// <summary>As if nothing had happened.</summary>
    Always,

    /// <summary>Not until so many days have passed; never where the log has no comparable times.</summary>
    AfterDays,

    /// <summary>Until the user bought it, then never.</summary>
    UntilBought,

    /// <summary>Never.</summary>
    Never,
}
