using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Asks one fitted model every query of an experiment.</summary>
/// <remarks>Queries are independent and write to their own places, so neither the values nor the draws depend on threads.</remarks>
internal sealed class QueryScores
{
    private readonly Experiment _experiment;
    private readonly IReadOnlyList<QueryMetric> _metrics;
    private readonly EvaluationOptions _options;
    private readonly int _seed;
    private readonly int[] _untrained;

    /// <summary>No query judged yet.</summary>
    public QueryScores(Experiment experiment, IReadOnlyList<QueryMetric> metrics, EvaluationOptions options, RunSettings run)
    {
        (_experiment, _metrics, _options, _seed) = (experiment, metrics, options, run.Seed);
        _untrained = options.TrainedItemsOnly ? Untrained(experiment) : [];
        Values = new float[metrics.Count][];
        for (int m = 0; m < Values.Length; m++)
        {
            Values[m] = new float[experiment.Queries.Count];
            Array.Fill(Values[m], float.NaN);
        }
        ListedIn = new int[experiment.Fit.Items.Count];
    }

    /// <summary>(metrics)(queries) the values; NaN where a query was not judged.</summary>
    public float[][] Values { get; }

    /// <summary>(items) the number of lists each item is in.</summary>
    public int[] ListedIn { get; }

    public static QueryScores Of(IItemScorer model, Experiment experiment, bool frozen, IReadOnlyList<QueryMetric> metrics, EvaluationOptions options, RunSettings run, string stage)
    {
        var queries = experiment.Queries;
        int items = experiment.Fit.Items.Count;
        var judged = new QueryScores(experiment, metrics, options, run);
        int done = 0;
        run.ParallelFor(queries.Count, () => (Scores: new float[items], Top: new int[Math.Min(options.K, items)]), (q, scratch) =>
        {
            var query = queries[q];
            var user = queries.Histories.After(query.User, frozen ? query.FrozenHistory : query.History, query.At, query.Slices.HasFlag(Slice.Warm));
            model.Score(user, scratch.Scores);
            CandidateScores.Sanitize(scratch.Scores);
            judged.Judge(q, scratch.Scores, scratch.Top);
            int count = Interlocked.Increment(ref done);
            if (count % 1024 == 0)
                run.Report(stage, (double)count / queries.Count);
        });
        return judged;
    }

    /// <summary>Judges one query by the scores of all items. For several threads at once.</summary>
    /// <param name="q">The query.</param>
    /// <param name="scores">(items) finite; those of items that are no candidates are overwritten.</param>
    /// <param name="top">Room for the first items.</param>
    public void Judge(int q, float[] scores, int[] top)
    {
        var queries = _experiment.Queries;
        var query = queries[q];
        var relevant = queries.RelevantTo(q);
        int candidates = scores.Length - CandidateScores.Exclude(scores, _untrained);
        if (_options.RemoveSeen)
            candidates -= CandidateScores.Exclude(scores, queries.Histories.ItemsOf(query.User)[..query.History]);
        var order = new TieOrder(_seed, q);
        var ranks = new int[relevant.Length];
        RelevantRanks.Compute(scores, relevant, order, ranks);
        var first = top.AsSpan(0, TopItems.Select(scores, order, top));
        foreach (int item in first)
            Interlocked.Increment(ref ListedIn[item]);
        for (int m = 0; m < Values.Length; m++)
            Values[m][q] = (float)_metrics[m].Value(ranks, candidates, first);
    }

    private static int[] Untrained(Experiment experiment)
    {
        var trained = new bool[experiment.Fit.Items.Count];
        foreach (int item in experiment.Fit.ItemOf)
            trained[item] = true;
        return [.. Enumerable.Range(0, trained.Length).Where(i => !trained[i])];
    }
}
