namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>What was measured after a tree.</summary>
/// <param name="Trees">Trees so far, this one included.</param>
/// <param name="Metrics">Metrics on the validation data by name, such as <c>ndcg@10</c>, <c>l2</c> or <c>binary_logloss</c>.</param>
public sealed record TrainingRound(int Trees, IReadOnlyDictionary<string, double> Metrics);
