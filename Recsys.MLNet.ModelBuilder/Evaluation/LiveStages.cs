using System.Text.Json.Nodes;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Where a recommender loses relevant items: not named by any source, ranked below k, or taken out of the first k by re-ranking.</summary>
internal sealed class LiveStages(IReadOnlyList<ICandidateSource> sources, int k)
{
    private static readonly int[] Depths = [20, 50, 100, 200];
    private readonly double[] _recall = new double[(sources.Count + 1) * Depths.Length];
    private readonly HashSet<int> _first = [];
    private double _notRecalled, _below, _removed, _within, _candidates;
    private int _queries;

    /// <summary>Notes the order before re-ranking.</summary>
    public void Before(CandidateSet set)
    {
        _first.Clear();
        foreach (int place in set.Order[..Math.Min(k, set.Ordered)])
            _first.Add(place);
    }

    /// <summary>Notes a query whose list is done.</summary>
    public void After(CandidateSet set, StateView state, Experiment experiment, int q)
    {
        _queries++;
        _candidates += set.Count;
        var relevant = experiment.Queries.RelevantTo(q);
        double share = 1.0 / relevant.Length;
        var final = set.Order[..Math.Min(k, set.Ordered)];
        foreach (int item in relevant)
        {
            int place = state.FindItem(experiment.Fit.Items[item]) is { } known ? set.PlaceOf(known.Number) : -1;
            if (place < 0)
            {
                _notRecalled += share;
                continue;
            }
            int best = int.MaxValue;
            for (int s = 0; s <= sources.Count; s++)
            {
                int rank = s == sources.Count ? best : set.RankOf(s, place) is > 0 and var r ? r : int.MaxValue;
                best = Math.Min(best, rank);
                for (int d = 0; d < Depths.Length; d++)
                    _recall[s * Depths.Length + d] += rank <= Depths[d] ? share : 0;
            }
            if (final.Contains(place))
                _within += share;
            else if (_first.Contains(place))
                _removed += share;
            else
                _below += share;
        }
    }

    /// <summary>The part of the report.</summary>
    public JsonObject ToJson()
    {
        double n = Math.Max(1, _queries);
        var recall = new JsonObject();
        for (int s = 0; s <= sources.Count; s++)
        {
            var byDepth = new JsonObject();
            for (int d = 0; d < Depths.Length; d++)
                byDepth[$"recall@{Depths[d]}"] = Math.Round(_recall[s * Depths.Length + d] / n, 6);
            recall[s == sources.Count ? "union" : sources[s].Name] = byDepth;
        }
        return new JsonObject
        {
            ["queries"] = _queries,
            ["candidates"] = Math.Round(_candidates / n, 1),
            ["recall"] = recall,
            ["loss"] = new JsonObject
            {
                ["notRecalled"] = Math.Round(_notRecalled / n, 6),
                [$"rankedBelow{k}"] = Math.Round(_below / n, 6),
                ["removedByReranking"] = Math.Round(_removed / n, 6),
                [$"within{k}"] = Math.Round(_within / n, 6),
            },
        };
    }
}
