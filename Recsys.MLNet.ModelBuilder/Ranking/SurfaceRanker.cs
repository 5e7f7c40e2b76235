using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A surface that had requests enough for a ranker of its own, and what came of learning one.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Requests">Requests learned from.</param>
/// <param name="Ndcg">NDCG@10 of its own ranker on the latest requests of the surface.</param>
/// <param name="CommonNdcg">The same of the ranker of all surfaces.</param>
/// <param name="Error">Standard error of the difference.</param>
/// <param name="Trees">Its own ranker; null where it is not better by two standard errors, so that the common one serves the surface.</param>
public sealed record SurfaceRanker(string Surface, int Requests, double Ndcg, double CommonNdcg, double Error, TreeEnsemble? Trees);
