namespace Recsys.MLNet.Behavior;

/// <summary>How a layer adds what it computed to what it was given.</summary>
public enum BehaviorBlock
{
    /// <summary>x + f(norm(x)): the pre-norm block of SASRec and its descendants.</summary>
    PreNorm,

    /// <summary>x + f(norm(x))·σ(x·G + g): a learned gate decides how much of it each position takes (LiGR).</summary>
    Gated,
}
