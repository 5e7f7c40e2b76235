using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Turns values of single queries into a row with bootstrap draws: users are drawn, not queries.</summary>
/// <param name="experiments">The experiments.</param>
/// <param name="metrics">Metrics of single queries.</param>
/// <param name="bootstrap">The draws, the same for every row.</param>
/// <param name="clusterOf">For each user the number among users with queries, −1 for none.</param>
/// <param name="slices">Slices that occur.</param>
/// <param name="k">Length of the lists.</param>
internal sealed class RowStatistics(IReadOnlyList<Experiment> experiments, IReadOnlyList<QueryMetric> metrics, UserBootstrap bootstrap, int[] clusterOf, IReadOnlyCollection<string> slices, int k)
{
    /// <summary>The row of one model: its values on every experiment, for all queries and for each slice.</summary>
    public RowSamples RowOf(string name, QueryScores[] scores, double fitSeconds, double scoreSeconds)
    {
        var row = new RowSamples(name) { FitSeconds = fitSeconds, ScoreSeconds = scoreSeconds, Scores = scores };
        AddPart(row, Evaluator.AllQueries, (_, _) => true);
        foreach (var (slice, sliceName) in Slices.All)
            if (slices.Contains(sliceName))
                AddPart(row, sliceName, (queries, q) => (queries[q].Slices & slice) == slice);
        AddListMetrics(row, scores);
        return row;
    }

    /// <summary>Adds a part of the queries to a row; a row that is a mean over seeds keeps the parts it has.</summary>
    public void AddPart(RowSamples row, string part, Func<EvaluationQueries, int, bool> isIn)
    {
        if (row.Scores is not { } scores)
            return;
        for (int m = 0; m < metrics.Count; m++)
        {
            float[] sums = new float[bootstrap.Users], counts = new float[bootstrap.Users];
            for (int e = 0; e < scores.Length; e++)
            {
                var queries = experiments[e].Queries;
                for (int q = 0; q < queries.Count; q++)
                {
                    float value = scores[e].Values[m][q];
                    if (float.IsNaN(value) || !isIn(queries, q))
                        continue;
                    sums[clusterOf[queries[q].User]] += value;
                    counts[clusterOf[queries[q].User]]++;
                }
            }
            row.Set(part, metrics[m].Name, bootstrap.Mean(sums, counts));
        }
    }

    private void AddListMetrics(RowSamples row, QueryScores[] scores)
    {
        row.Whole[$"coverage@{k}"] = Interval.Exact(scores.Average(s => ListMetrics.Coverage(s.ListedIn)));
        row.Whole[$"gini@{k}"] = Interval.Exact(scores.Average(s => ListMetrics.Gini(s.ListedIn)));
    }

    /// <summary>Adds the errors of models that predict ratings, where there are ratings to predict.</summary>
    public void AddRatingErrors(RowSamples row, IItemScorer[] models)
    {
        float[] squared = new float[bootstrap.Users], absolute = new float[bootstrap.Users], counts = new float[bootstrap.Users];
        for (int e = 0; e < models.Length; e++)
        {
            if (models[e] is not IRatingPredictor predictor || experiments[e].Ratings is not { } ratings)
                return;
            for (int i = 0; i < ratings.Count; i++)
            {
                // Users whose every test item has been seen have no query, and hence no cluster of their own.
                int cluster = Math.Max(0, clusterOf[ratings.UserOf[i]]);
                float error = predictor.Predict(ratings.UserOf[i], ratings.ItemOf[i]) - ratings.WeightOf[i];
                squared[cluster] += error * error;
                absolute[cluster] += Math.Abs(error);
                counts[cluster]++;
            }
        }
        row.Set(Evaluator.AllQueries, "rmse", bootstrap.Mean(squared, counts).Map(Math.Sqrt));
        row.Set(Evaluator.AllQueries, "mae", bootstrap.Mean(absolute, counts));
    }
}
