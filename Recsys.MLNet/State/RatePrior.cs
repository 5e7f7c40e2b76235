namespace Recsys.MLNet.State;

/// <summary>What is believed of the rate of something of which nothing was seen yet: Beta(k·p, k·(1−p)).</summary>
/// <param name="Rate">p, the mean, 0 to 1; NaN when there is no evidence at all.</param>
/// <param name="Strength">k: it weighs as much as so many trials. Small where rates differ much.</param>
public readonly record struct RatePrior(double Rate, double Strength);
