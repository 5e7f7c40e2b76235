using System.Text.Json.Nodes;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Where a pipeline loses relevant items: not named by any source, or named and ranked below k.</summary>
internal static class StageReport
{
    private const int MostQueries = 5000;
    private static readonly int[] Depths = [20, 50, 100, 200];

    /// <summary>Recall of each source and of all together, and the loss by stage, over at most 5,000 queries drawn at random.</summary>
    public static JsonObject Measure(PipelineModel model, Experiment experiment, EvaluationOptions options, RunSettings run)
    {
        var queries = experiment.Queries;
        int[] asked = run.Random("stages").Permutation(queries.Count);
        asked = asked[..Math.Min(MostQueries, asked.Length)];
        int sources = model.Sources.Count;
        var named = new double[asked.Length][];
        run.ParallelFor(asked.Length, i =>
        {
            var list = model.Rent();
            named[i] = Shares(model, list, queries, asked[i], options.K);
            model.Return(list);
        });
        double Mean(int column) => asked.Length == 0 ? 0 : named.Average(row => row[column]);
        var recall = new JsonObject();
        for (int s = 0; s <= sources; s++)
        {
            var byDepth = new JsonObject();
            for (int d = 0; d < Depths.Length; d++)
                if (Depths[d] <= model.Depth)
                    byDepth[$"recall@{Depths[d]}"] = Math.Round(Mean(s * Depths.Length + d), 6);
            recall[s == sources ? "union" : model.Sources[s].Name] = byDepth;
        }
        int tail = (sources + 1) * Depths.Length;
        double candidate = Mean(tail), first = Mean(tail + 1);
        return new JsonObject
        {
            ["queries"] = asked.Length,
            ["recall"] = recall,
            ["loss"] = new JsonObject
            {
                ["notRecalled"] = Math.Round(1 - candidate, 6),
                [$"rankedBelow{options.K}"] = Math.Round(candidate - first, 6),
                [$"within{options.K}"] = Math.Round(first, 6),
            },
        };
    }

    /// <summary>Shares of a query's relevant items: by source and depth, by the union, among candidates, within k.</summary>
    private static double[] Shares(PipelineModel model, CandidateList list, EvaluationQueries queries, int q, int k)
    {
        var query = queries[q];
        var user = queries.Histories.After(query.User, query.History, query.At, query.Slices.HasFlag(Slice.Warm));
        model.Recall(user, list);
        model.Rank(user, list);
        int sources = model.Sources.Count;
        var shares = new double[(sources + 1) * Depths.Length + 2];
        var relevant = queries.RelevantTo(q);
        foreach (int item in relevant)
        {
            int c = list.Find(item);
            if (c < 0)
                continue;
            int best = int.MaxValue, above = 0;
            for (int s = 0; s <= sources; s++)
            {
                int rank = s == sources ? best : list.Ranks[s][c] is > 0 and var r ? r : int.MaxValue;
                best = Math.Min(best, rank);
                for (int d = 0; d < Depths.Length; d++)
                    shares[s * Depths.Length + d] += rank <= Depths[d] ? 1.0 / relevant.Length : 0;
            }
            for (int other = 0; other < list.Count; other++)
                above += list.Ranked[other] > list.Ranked[c] ? 1 : 0;
            shares[^2] += 1.0 / relevant.Length;
            shares[^1] += above < k ? 1.0 / relevant.Length : 0;
        }
        return shares;
    }
}
