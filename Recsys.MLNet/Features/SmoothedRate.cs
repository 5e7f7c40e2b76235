using Recsys.MLNet.State;

namespace Recsys.MLNet.Features;

/// <summary>A rate that starts from what is usual and moves with evidence.</summary>
/// <remarks>
/// <code>rate = (hits + k·p) / (trials + k)          p the rate over everything, k pseudo-trials</code>
/// The posterior mean of a binomial rate under a Beta(k·p, k·(1−p)) prior. NaN when there are no trials or no prior.
/// </remarks>
public static class SmoothedRate
{
    /// <summary>Pseudo-trials for clicks of one user per exposure. For those of one item <see cref="StateView.ClickPrior"/> learns them.</summary>
    public const float UserStrength = 20;

    /// <summary>Pseudo-trials for purchases per click.</summary>
    public const float ConversionStrength = 10;

    /// <summary>Share of an item's exposures that are clicked: what is expected of it after what was seen, the feature <c>item_ctr</c>.</summary>
    public static float Clicks(ItemState item, StateView state)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(state);
        return Clicks(item, state.ClickPrior);
    }

    /// <summary>The same with a prior that was read before.</summary>
    internal static float Clicks(ItemState item, RatePrior prior) => Of(item.ClickThroughs, item.Total(BehaviorStage.Exposure), prior);

    /// <summary>The smoothed rate.</summary>
    public static float Of(double hits, double trials, RatePrior prior) => Of(hits, trials, prior.Rate, prior.Strength);

    /// <summary>The smoothed rate.</summary>
    /// <param name="hits">How often it happened; NaN counts as 0.</param>
    /// <param name="trials">How often it could have happened.</param>
    /// <param name="prior">p.</param>
    /// <param name="strength">k.</param>
    public static float Of(double hits, double trials, double prior, double strength)
    {
        if (!(trials > 0) || !double.IsFinite(prior))
            return float.NaN;
        return (float)(((double.IsNaN(hits) ? 0 : hits) + strength * prior) / (trials + strength));
    }
}
