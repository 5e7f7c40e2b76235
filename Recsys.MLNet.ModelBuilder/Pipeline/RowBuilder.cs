using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>Turns queries into training rows by the very recall and features that serve.</summary>
/// <remarks>
/// Candidates are what the sources name at serving depth, from models whose cutoff lies before the query. A query none of whose
/// wanted items is named gives no rows: the ranker could not have helped it. Items the user takes later are no negatives.
/// </remarks>
internal sealed class RowBuilder(PipelineOptions options, UserHistories histories, RunSettings run)
{
    /// <summary>Rows of each query, null where no wanted item was named; in the order of the queries.</summary>
    public (float[] Values, float[] Labels)?[] Build(PipelineModel models, TrainingCutoff cutoff, IReadOnlyList<RowQuery> queries, string stage)
    {
        foreach (var query in queries)
            cutoff.Require(query.User, query.Position, query.Time);
        var rows = new (float[], float[])?[queries.Count];
        int done = 0;
        run.ParallelFor(queries.Count, q =>
        {
            var list = models.Rent();
            rows[q] = Rows(models, list, queries[q]);
            models.Return(list);
            if (Interlocked.Increment(ref done) is var count && count % 512 == 0)
                run.Report(stage, (double)count / queries.Count);
        });
        return rows;
    }

    private (float[], float[])? Rows(PipelineModel models, CandidateList list, RowQuery query)
    {
        var user = histories.After(query.User, query.Position, query.Time);
        models.Recall(user, list);
        if (!query.Wanted.Any(w => list.Find(w) >= 0))
            return null;
        models.Describe(user, list);
        int[] kept = Keep(list, query);
        int width = models.Features.Names.Count;
        var values = new float[kept.Length * width];
        var labels = new float[kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            list.Features.AsSpan(kept[i] * width, width).CopyTo(values.AsSpan(i * width));
            int wanted = Array.IndexOf(query.Wanted, list.ItemAt(kept[i]));
            labels[i] = wanted < 0 ? 0 : query.Labels[wanted];
        }
        return (values, labels);
    }

    private int[] Keep(CandidateList list, RowQuery query)
    {
        var later = histories.ItemsOf(query.User)[query.Position..];
        var positives = new List<int>();
        var negatives = new List<int>();
        for (int c = 0; c < list.Count; c++)
        {
            if (query.Wanted.Contains(list.ItemAt(c)))
                positives.Add(c);
            else if (!later.Contains(list.ItemAt(c)))
                negatives.Add(c);
        }
        var random = run.Random("pipeline.negatives", ((long)query.User << 20) + query.Position);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(negatives));
        int[] kept = [.. positives, .. negatives.Take(options.Negatives)];
        random.Shuffle<int>(kept); // the order within a query decides between equal scores
        return kept;
    }
}
