namespace Recsys.MLNet.State;

/// <summary>What many rates have in common and how far they lie apart, from sums that each event moves.</summary>
/// <remarks>
/// Of an item with n exposures and c clicks, any two of its exposures are both clicked with the square of its rate:
/// <code>
/// p = Σ c / Σ n          var = Σ c(c−1) / Σ n(n−1) − p²          k = p(1−p)/var − 1
/// </code>
/// Only the first <see cref="First"/> exposures of each item count, so that few much shown items do not stand for all, and the prior is that of
/// items as new as those it is used for. Moments of the beta-binomial: Kleinman 1973, "Proportions with extraneous variance".
/// </remarks>
/// <param name="Trials">Σ n.</param>
/// <param name="Hits">Σ c.</param>
/// <param name="TrialPairs">Σ n(n−1).</param>
/// <param name="HitPairs">Σ c(c−1).</param>
internal readonly record struct RateEvidence(double Trials, double Hits, double TrialPairs, double HitPairs)
{
    /// <summary>Exposures of an item that count.</summary>
    public const int First = 200;

    /// <summary>The strength while too little was seen to tell how far rates lie apart.</summary>
    public const double UsualStrength = 20;

    private const double LeastHits = 100, LeastStrength = 2, MostStrength = 2000;

    /// <summary>After a trial of something with so many before.</summary>
    public RateEvidence Tried(double before) => before < First ? this with { Trials = Trials + 1, TrialPairs = TrialPairs + 2 * before } : this;

    /// <summary>After a hit of something with so many hits before and so many trials.</summary>
    public RateEvidence Hit(double before, double trials) => trials <= First ? this with { Hits = Hits + 1, HitPairs = HitPairs + 2 * before } : this;

    /// <summary>The prior that follows.</summary>
    public RatePrior Prior()
    {
        if (Trials == 0)
            return new(double.NaN, UsualStrength);
        double rate = Hits / Trials;
        if (Hits < LeastHits || TrialPairs == 0)
            return new(rate, UsualStrength);
        double variance = HitPairs / TrialPairs - rate * rate;
        return new(rate, variance > 0 ? Math.Clamp(rate * (1 - rate) / variance - 1, LeastStrength, MostStrength) : MostStrength);
    }
}
