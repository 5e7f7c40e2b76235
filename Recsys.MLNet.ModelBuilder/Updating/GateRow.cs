using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>How one recommender did on the hold-out.</summary>
/// <param name="Name"><c>candidate</c>, <c>before</c>, or the name of a floor.</param>
/// <param name="Version">Version of its package, empty for a floor.</param>
/// <param name="Metrics">Metrics by name, such as <c>ndcg@10</c>.</param>
/// <param name="Versus">Its NDCG minus the candidate's, paired by user; exactly 0 for the candidate itself.</param>
public sealed record GateRow(string Name, string Version, IReadOnlyDictionary<string, Interval> Metrics, Interval Versus);
