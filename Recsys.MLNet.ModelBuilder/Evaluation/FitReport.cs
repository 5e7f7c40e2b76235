using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Plain figures of one fitted model on held-out interactions: for <c>fit</c>, which compares nothing.</summary>
public static class FitReport
{
    private const int K = 10;

    /// <summary>Errors of the ratings for a model of ratings; else ranking of each user's held-out items among all items not seen in training.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">What it was fitted on.</param>
    /// <param name="test">Held-out interactions with the same numbering.</param>
    /// <param name="run">Threads and the seed that orders ties.</param>
    public static IReadOnlyDictionary<string, double> Measure(IItemScorer model, InteractionLog train, InteractionLog test, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        return model is IRatingPredictor predictor ? Errors(predictor, test) : Ranking(model, train, test, run);
    }

    private static Dictionary<string, double> Errors(IRatingPredictor predictor, InteractionLog test)
    {
        var predicted = new float[test.Count];
        for (int i = 0; i < predicted.Length; i++)
            predicted[i] = predictor.Predict(test.UserOf[i], test.ItemOf[i]);
        return new() { ["rmse"] = RatingErrors.Rmse(predicted, test.WeightOf), ["mae"] = RatingErrors.Mae(predicted, test.WeightOf) };
    }

    private static Dictionary<string, double> Ranking(IItemScorer model, InteractionLog train, InteractionLog test, RunSettings run)
    {
        UserSequences seen = train.BySequence(), held = test.BySequence();
        var rows = new double[held.Users][];
        run.ParallelFor(held.Users, () => new float[model.ItemCount], (user, scores) =>
        {
            int[] history = [.. seen.PlacesOf(user)];
            int[] relevant = [.. held.PlacesOf(user).ToArray().Select(p => test.ItemOf[p]).Distinct().Except(history.Select(p => train.ItemOf[p]))];
            if (relevant.Length == 0)
                return;
            int[] items = Array.ConvertAll(history, p => train.ItemOf[p]);
            model.Score(new UserContext(user, items, Array.ConvertAll(history, p => train.TypeOf[p]), Array.ConvertAll(history, p => train.WeightOf[p]),
                Array.ConvertAll(history, p => train.TimeOf[p]), test.TimeOf[held.PlacesOf(user)[0]]), scores);
            foreach (int item in items)
                scores[item] = CandidateScores.Excluded;
            var ranks = new int[relevant.Length];
            RelevantRanks.Compute(scores, relevant, new TieOrder(run.Seed, user), ranks);
            rows[user] =
            [
                RankingMetrics.Ndcg(ranks, K), RankingMetrics.Recall(ranks, K), RankingMetrics.Precision(ranks, K), RankingMetrics.AveragePrecision(ranks, K),
                RankingMetrics.Ndcg(ranks, int.MaxValue), RankingMetrics.AveragePrecision(ranks, int.MaxValue),
                RankingMetrics.Auc(ranks, scores.Length - items.Distinct().Count()),
            ];
        });
        string[] names = [$"ndcg@{K}", $"recall@{K}", $"precision@{K}", $"map@{K}", "ndcg", "map", "auc"];
        var means = new Dictionary<string, double>();
        for (int m = 0; m < names.Length; m++)
        {
            double[] values = [.. rows.Where(r => r is not null && !double.IsNaN(r[m])).Select(r => r[m])];
            means[names[m]] = values.Length == 0 ? 0 : values.Average();
        }
        return means;
    }
}
