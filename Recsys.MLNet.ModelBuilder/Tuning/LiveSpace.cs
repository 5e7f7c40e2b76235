using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The search space of the whole recommender: its sources, what its ranker learns from, how its trees grow, and how much its lists are re-ranked.</summary>
internal static class LiveSpace
{
    /// <summary>The space around a recommender, whose own values are the defaults.</summary>
    public static SearchSpace For(InteractionLog log, LiveSearch live)
    {
        var (basis, ranker) = (live.Basis, live.Basis.Ranker);
        var parameters = new List<SearchParameter>(PipelineSpace.Sources(log, [.. new ModelTrainers(live.Components).Sources(LiveValues.Pipeline(basis), log).Select(s => s.Name)]));
        var evidence = new SearchSpaceOf<RankerOptions>(ranker)
            .Integer(o => o.MaxRequests, 2000, 30_000, log: true).Integer(o => o.Negatives, 15, 150, log: true)
            .Integer(o => o.Windows, 1, 6).Number(o => o.WindowShare, 0.2, 0.6);
        var trees = new SearchSpaceOf<LambdaRankOptions>(ranker.Trees)
            .Integer(o => o.Trees, 80, 500, log: true).Integer(o => o.Leaves, 4, 31, log: true).Number(o => o.LearningRate, 0.02, 0.2, log: true)
            .Integer(o => o.MinDataInLeaf, 20, 400, log: true).Number(o => o.LambdaL2, 0.1, 20, log: true).Number(o => o.FeatureFraction, 0.3, 1);
        parameters.AddRange(evidence.Parameters.Concat(trees.Parameters).Select(p => p with { Name = PipelineValues.RankerPrefix + p.Name }));
        // The seen policy and rules are what the site wants, not what a search may choose.
        var lists = new SearchSpaceOf<ServingOptions>(live.Basis.Serving ?? new())
            .Number(o => o.Relevance, 0.5, 1).Choice(o => o.Diversity, DiversityKind.Mmr, DiversityKind.Dpp).Number(o => o.Calibration, 0, 0.6);
        parameters.AddRange(lists.Parameters.Select(p => p with { Name = PipelineValues.RerankPrefix + p.Name }));
        return new() { Parameters = parameters };
    }
}
