using Recsys.MLNet.Recall;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A recall quota, and what it costs and keeps on the requests it was learned from.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="Requests">Requests it was learned from.</param>
/// <param name="Recall">Share of wanted items among the candidates it leaves.</param>
/// <param name="WholeRecall">The same of whole lists.</param>
/// <param name="Microseconds">Cost of a request with it, by <see cref="RankerOptions.SourceCosts"/> and <see cref="RankerOptions.CandidateCost"/>.</param>
/// <param name="WholeMicroseconds">The same of whole lists.</param>
public sealed record LearnedQuota(RecallQuota Quota, int Requests, double Recall, double WholeRecall, double Microseconds, double WholeMicroseconds);
