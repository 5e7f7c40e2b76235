using System.Text.Json.Nodes;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Where a pipeline loses relevant items: not named by any source, or named and ranked below k.</summary>
internal static class StageReport
{
    private const int MostQueries = 5000;

    /// <summary>Recall of each source and of all together, and the loss by stage, over at most 5,000 queries drawn at random, and by their slices.</summary>
    public static JsonObject Measure(PipelineModel model, Experiment experiment, EvaluationOptions options, RunSettings run)
    {
        var queries = experiment.Queries;
        int[] asked = run.Random("stages").Permutation(queries.Count);
        asked = asked[..Math.Min(MostQueries, asked.Length)];
        var table = new StageTable([.. model.Sources.Select(s => s.Name)], options.K, model.Depth);
        var rows = new double[asked.Length][];
        run.ParallelFor(asked.Length, i =>
        {
            var list = model.Rent();
            rows[i] = Row(model, list, queries, asked[i], options.K, table);
            model.Return(list);
        });
        for (int i = 0; i < asked.Length; i++)
            table.Add(rows[i], queries[asked[i]].Slices);
        return table.ToJson();
    }

    private static double[] Row(PipelineModel model, CandidateList list, EvaluationQueries queries, int q, int k, StageTable table)
    {
        var query = queries[q];
        var user = queries.Histories.After(query.User, query.History, query.At, query.Slices.HasFlag(Slice.Warm));
        model.Recall(user, list);
        model.Rank(user, list);
        var row = table.Query(list.Count);
        var relevant = queries.RelevantTo(q);
        foreach (int item in relevant)
        {
            int c = list.Find(item), above = 0;
            for (int other = 0; other < list.Count && c >= 0; other++)
                above += list.Ranked[other] > list.Ranked[c] ? 1 : 0;
            table.Item(row, 1.0 / relevant.Length, s => list.Ranks[s][c], c < 0 ? StageOfLoss.NotRecalled : above < k ? StageOfLoss.Within : StageOfLoss.RankedBelow);
        }
        return row;
    }
}
