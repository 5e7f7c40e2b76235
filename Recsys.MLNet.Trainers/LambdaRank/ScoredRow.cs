namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Takes one scored row of a file; false stops the reading.</summary>
/// <param name="values">The row's features as written.</param>
/// <param name="label">Its label.</param>
/// <param name="score">Its score.</param>
public delegate bool ScoredRow(ReadOnlySpan<double> values, float label, double score);
