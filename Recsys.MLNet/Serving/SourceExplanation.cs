namespace Recsys.MLNet.Serving;

/// <summary>What one source says of an item.</summary>
/// <param name="Source">The source.</param>
/// <param name="Score">Its score, or NaN when it does not name the item.</param>
/// <param name="Rank">Its rank, from 1, or 0.</param>
/// <param name="Contribution">What it contributes to the ranker's score.</param>
public sealed record SourceExplanation(string Source, float Score, int Rank, float Contribution);
