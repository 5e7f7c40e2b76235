namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>What one epoch came to.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Loss">Mean loss of a position.</param>
/// <param name="Ndcg">NDCG@10 on the validation data, NaN without any.</param>
/// <param name="Hits">Hit rate@10 on the validation data, NaN without any.</param>
/// <param name="Time">Time the epoch took, validation included.</param>
public sealed record BehaviorEpoch(int Number, double Loss, double Ndcg, double Hits, TimeSpan Time);
