namespace Recsys.MLNet.Features;

/// <summary>A rate that starts from what is usual and moves with evidence.</summary>
/// <remarks>
/// <code>rate = (hits + k·p) / (trials + k)          p the rate over everything, k pseudo-trials</code>
/// The posterior mean of a binomial rate under a Beta(k·p, k·(1−p)) prior. NaN when there are no trials or no prior.
/// </remarks>
public static class SmoothedRate
{
    /// <summary>Pseudo-trials for clicks per exposure.</summary>
    public const float ClickStrength = 20;

    /// <summary>Pseudo-trials for purchases per click.</summary>
    public const float ConversionStrength = 10;

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
