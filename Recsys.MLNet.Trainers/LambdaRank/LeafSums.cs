namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>What the split search knows of a leaf.</summary>
/// <param name="Packed">Packed sums over its rows.</param>
/// <param name="Rows">Its number of rows.</param>
/// <param name="Output">Its value, which path smoothing pulls its children to.</param>
/// <param name="Low">Smallest value that monotone constraints allow.</param>
/// <param name="High">Largest value that monotone constraints allow.</param>
internal readonly record struct LeafSums(long Packed, int Rows, double Output, double Low, double High);
