using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Asks one fitted model every query of an experiment.</summary>
/// <remarks>Queries are independent and write to their own places, so neither the values nor the draws depend on threads.</remarks>
internal sealed class QueryScores
{
    private QueryScores(float[][] values, int[] listed) => (Values, ListedIn) = (values, listed);

    /// <summary>(metrics)(queries) the values.</summary>
    public float[][] Values { get; }

    /// <summary>(items) the number of lists each item is in.</summary>
    public int[] ListedIn { get; }

    public static QueryScores Of(IItemScorer model, Experiment experiment, bool frozen, IReadOnlyList<QueryMetric> metrics, EvaluationOptions options, RunSettings run, string stage)
    {
        var queries = experiment.Queries;
        int items = experiment.Fit.Items.Count;
        int[] untrained = options.TrainedItemsOnly ? Untrained(experiment) : [];
        var values = new float[metrics.Count][];
        for (int m = 0; m < values.Length; m++)
            values[m] = new float[queries.Count];
        var listed = new int[items];
        int done = 0;
        run.ParallelFor(queries.Count, () => (Scores: new float[items], Top: new int[Math.Min(options.K, items)]), (q, scratch) =>
        {
            var query = queries[q];
            var relevant = queries.RelevantTo(q);
            var user = queries.Histories.After(query.User, frozen ? query.FrozenHistory : query.History, query.At, query.Slices.HasFlag(Slice.Warm));
            model.Score(user, scratch.Scores);
            CandidateScores.Sanitize(scratch.Scores);
            int candidates = items - CandidateScores.Exclude(scratch.Scores, untrained);
            if (options.RemoveSeen)
                candidates -= CandidateScores.Exclude(scratch.Scores, queries.Histories.ItemsOf(query.User)[..query.History]);
            var order = new TieOrder(run.Seed, q);
            var ranks = new int[relevant.Length];
            RelevantRanks.Compute(scratch.Scores, relevant, order, ranks);
            var top = scratch.Top.AsSpan(0, TopItems.Select(scratch.Scores, order, scratch.Top));
            foreach (int item in top)
                Interlocked.Increment(ref listed[item]);
            for (int m = 0; m < values.Length; m++)
                values[m][q] = (float)metrics[m].Value(ranks, candidates, top);
            int count = Interlocked.Increment(ref done);
            if (count % 1024 == 0)
                run.Report(stage, (double)count / queries.Count);
        });
        return new(values, listed);
    }

    private static int[] Untrained(Experiment experiment)
    {
        var trained = new bool[experiment.Fit.Items.Count];
        foreach (int item in experiment.Fit.ItemOf)
            trained[item] = true;
        return [.. Enumerable.Range(0, trained.Length).Where(i => !trained[i])];
    }
}
