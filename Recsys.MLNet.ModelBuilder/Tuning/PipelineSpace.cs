using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The search space of the two-stage pipeline: which models name candidates, how many, and how the trees order them.</summary>
internal static class PipelineSpace
{
    // Models that may join the usual sources; each must be worth its fits in every window.
    private static readonly string[] Optional = ["als", "item-cosine", "ease", "text-encoder", "sequence"];

    public static SearchSpace For(InteractionLog log)
    {
        var parameters = new List<SearchParameter>(Sources(log, [.. PipelineSources.For(log).Select(s => s.Name)]));
        parameters.Add(Flag("rank", true));
        var options = new SearchSpaceOf<PipelineOptions>(new()).Integer(o => o.Depth, 50, 300, log: true);
        parameters.AddRange(options.Parameters);
        // Fewer rows than by default to begin with: a tenth of the time, and the search finds out whether more are worth it.
        var learned = new SearchSpaceOf<PipelineOptions>(new(), new() { MaxQueries = 4000, Negatives = 100 })
            .Integer(o => o.MaxQueries, 1500, 20_000, log: true).Integer(o => o.Negatives, 50, 500, log: true);
        learned = log.Clock == EventClock.Absolute ? learned.Integer(o => o.Windows, 1, 5).Number(o => o.WindowShare, 0.15, 0.5) : learned.Integer(o => o.Folds, 2, 6).Integer(o => o.LabelsPerUser, 1, 3);
        var ranker = new SearchSpaceOf<Trainers.LambdaRank.LambdaRankOptions>(new PipelineOptions().Ranker)
            .Integer(o => o.Trees, 80, 500, log: true).Integer(o => o.Leaves, 6, 63, log: true).Number(o => o.LearningRate, 0.02, 0.2, log: true)
            .Integer(o => o.MinDataInLeaf, 20, 400, log: true).Number(o => o.LambdaL2, 0.1, 20, log: true).Number(o => o.FeatureFraction, 0.3, 1);
        parameters.AddRange(learned.Parameters.Select(p => p with { OnlyIf = ("rank", "true") }));
        parameters.AddRange(ranker.Parameters.Select(p => p with { Name = PipelineValues.RankerPrefix + p.Name, OnlyIf = ("rank", "true") }));
        return new() { Parameters = parameters };
    }

    /// <summary>One switch for each usual source and each further one that the data supports.</summary>
    internal static IEnumerable<SearchParameter> Sources(InteractionLog log, IReadOnlyList<string> usual) => usual
        .Concat(Optional.Where(o => !usual.Contains(o) && KnownModels.All.First(m => m.Name == o).WhyNot(log) is null))
        .Select(source => Flag(PipelineValues.SourcePrefix + source, usual.Contains(source)));

    private static SearchParameter Flag(string name, bool start) => new(name, ParameterKind.Choice, 0, 0, false, ["true", "false"], start ? "true" : "false");
}
