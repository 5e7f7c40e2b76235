using System.Globalization;
using Recsys.MLNet.Models;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Learns one ranker and one probability for each aim from the labels of the same rows, so that a request can weigh clicks against purchases.</summary>
internal static class AimTrainer
{
    private const int Least = 50; // outcomes among the latest requests below which a probability is chance

    /// <summary>Learns, or says why the ranker of all outcomes serves alone.</summary>
    /// <param name="train">Rows to learn from.</param>
    /// <param name="trainRows">The same with their labels.</param>
    /// <param name="watched">Rows of the latest requests.</param>
    /// <param name="late">The same with their labels.</param>
    /// <param name="common">The ranker of all outcomes.</param>
    /// <param name="sources">The sources of the untrained fusion, which the aims together must beat.</param>
    /// <param name="notRecalled">Share of requests without rows.</param>
    /// <param name="options">The aims, and their trees.</param>
    /// <param name="run">Seed, threads, progress.</param>
    public static (MultiObjectiveModel? Model, IReadOnlyList<LearnedAim> Learned, string? WhyNot) Learn(RankingDataset train, RankerRows trainRows, RankingDataset watched, RankerRows late, TreeEnsemble common,
        IReadOnlyList<SourceOptions> sources, double notRecalled, RankerOptions options, RunSettings run)
    {
        var aims = new List<(string Name, float[] Train, float[] Later)>();
        foreach (string aim in options.Aims)
        {
            var (labels, later) = (Reached(trainRows, aim, options), Reached(late, aim, options));
            if (later.Count(l => l > 0) is var few and < Least)
                return (null, [], $"the aim '{aim}' has {few} outcomes among the latest requests; {Least} are needed. Leave it out, or train on a longer log.");
            aims.Add((aim, labels, later));
        }
        // As many trees as the ranker of all outcomes had use for: the latest requests calibrate, they do not also stop.
        var trees = options.Trees with { Trees = common.TreeCount, EarlyStoppingRounds = 0 };
        float[] weights = RankerCalibration.Weights(watched, late.Stands(), notRecalled);
        var model = new MultiObjectiveTrainer(trees).Fit(train, watched, aims, run, weights.Any(w => w > 0) ? weights : null);
        var together = new float[watched.Rows];
        model.Score(watched.Features, [.. aims.Select(_ => 1.0)], together);
        double sorted = RankerGate.Mean(RankerGate.Ndcg(together, watched)), untrained = RankerGate.Compare(common, watched, sources).Fusion;
        if (!(sorted > untrained))
            return (null, [], string.Create(CultureInfo.InvariantCulture, $"together they sort the latest requests no better than the untrained fusion (NDCG@10 {sorted:F4} against {untrained:F4})."));
        float[] ofCommon = RankerGate.Scores(common, watched);
        return (model, [.. aims.Select((a, k) => new LearnedAim(a.Name, a.Train.Count(l => l > 0), Ndcg(RankerGate.Scores(model.ModelOf(k), watched), a.Later, watched), Ndcg(ofCommon, a.Later, watched)))], null);
    }

    private static float[] Reached(RankerRows rows, string aim, RankerOptions options) =>
        aim == RowLabels.Dwell ? Array.ConvertAll(rows.Labels(aim), seconds => seconds >= options.LongDwell ? 1f : 0) : rows.Labels(aim);

    private static double Ndcg(float[] scores, float[] labels, RankingDataset rows) =>
        RankerGate.Mean(RankerGate.Ndcg(scores, new RankingDataset(rows.Features, labels, rows.GroupSizes)));
}
