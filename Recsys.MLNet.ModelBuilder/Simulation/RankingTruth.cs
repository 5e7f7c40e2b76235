namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The truth behind one simulated page.</summary>
/// <param name="Relevance">For each item shown, the probability that this user clicks it once they look at it.</param>
/// <param name="Examined">How many items, from the top, the user looked at.</param>
public sealed record RankingTruth(float[] Relevance, int Examined);
