namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>One query.</summary>
/// <param name="User">Whose.</param>
/// <param name="History">How many of the user's interactions came before it.</param>
/// <param name="FrozenHistory">How many of them came before the models were fitted.</param>
/// <param name="At">Its moment.</param>
/// <param name="Slices">The slices it is in.</param>
/// <param name="RelevantStart">Where its relevant items start among those of all queries.</param>
/// <param name="RelevantCount">How many relevant items it has.</param>
public readonly record struct EvaluationQuery(int User, int History, int FrozenHistory, long At, Slice Slices, int RelevantStart, int RelevantCount);
