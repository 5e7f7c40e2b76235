namespace Recsys.MLNet.State;

/// <summary>How far a behaviour goes towards what the site wants. Counters are kept per stage, so their number is bounded.</summary>
public enum BehaviorStage : byte
{
    /// <summary>The item was shown.</summary>
    Exposure,

    /// <summary>The item was looked at: view, click, play, rating.</summary>
    Interest,

    /// <summary>The item was put aside for later: cart, wish list, save, like.</summary>
    Intent,

    /// <summary>The item was bought, ordered, finished.</summary>
    Conversion,

    /// <summary>The item was refused: hide, dislike, return.</summary>
    Negative,
}
