namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>An aim that has trees and a calibrated probability of its own, and what came of learning it.</summary>
/// <param name="Name">A label of <see cref="RowLabels.Aims"/>.</param>
/// <param name="Outcomes">Rows that reached it among those learned from.</param>
/// <param name="Ndcg">NDCG@10 of the latest requests in order of this aim alone, by its own label.</param>
/// <param name="CommonNdcg">The same in order of the ranker of all outcomes.</param>
public sealed record LearnedAim(string Name, int Outcomes, double Ndcg, double CommonNdcg);
