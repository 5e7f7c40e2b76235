using Microsoft.ML;
using Recsys.MLNet.Trainers.Components;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet;

/// <summary>Our stages in <c>ml.Ranking.Trainers</c>.</summary>
public static class RankingTrainersCatalog
{
    /// <summary>Learns trees that order the rows of each group, and adds their score.</summary>
    /// <param name="catalog"><c>ml.Ranking.Trainers</c>.</param>
    /// <param name="label">Column of graded relevance, whole numbers from 0.</param>
    /// <param name="features">Column of feature vectors.</param>
    /// <param name="group">Column of the lists that rows are ranked in.</param>
    /// <param name="score">The column that is added.</param>
    /// <param name="options">Trees, leaves, objective.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public static LambdaRankEstimator LambdaRank(this RankingCatalog.RankingTrainers catalog, string label = "Label", string features = "Features", string group = "GroupId", string score = "Score", LambdaRankOptions? options = null, RunSettings? run = null) =>
        new(new LambdaRankColumns(label, features, group, score), options, run);
}
