using System.Text.Json.Nodes;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Where a recommender that is asked live loses relevant items: not named by any source, ranked below k, or taken out of the first k by re-ranking.</summary>
internal sealed class LiveStages(IReadOnlyList<ICandidateSource> sources, int k)
{
    private readonly StageTable _table = new([.. sources.Select(s => s.Name)], k, reranked: true);
    private readonly HashSet<int> _first = [];

    /// <summary>Notes the order before re-ranking.</summary>
    public void Before(CandidateSet set)
    {
        _first.Clear();
        foreach (int place in set.Order[..Math.Min(k, set.Ordered)])
            _first.Add(place);
    }

    /// <summary>Notes a query whose list is done.</summary>
    /// <param name="set">Its candidates in their final order.</param>
    /// <param name="state">The state of its moment.</param>
    /// <param name="experiment">The queries.</param>
    /// <param name="q">Its number.</param>
    /// <param name="surface">Where the user was when he turned to what is relevant; null where the log does not say.</param>
    public void After(CandidateSet set, StateView state, Experiment experiment, int q, string? surface)
    {
        var relevant = experiment.Queries.RelevantTo(q);
        double share = 1.0 / relevant.Length;
        var row = _table.Query(set.Count);
        var final = set.Order[..Math.Min(k, set.Ordered)];
        foreach (int item in relevant)
        {
            int place = state.FindItem(experiment.Fit.Items[item]) is { } known ? set.PlaceOf(known.Number) : -1;
            var stage = place < 0 ? StageOfLoss.NotRecalled : final.Contains(place) ? StageOfLoss.Within : _first.Contains(place) ? StageOfLoss.Removed : StageOfLoss.RankedBelow;
            _table.Item(row, share, s => set.RankOf(s, place), stage);
        }
        _table.Add(row, experiment.Queries[q].Slices, surface);
    }

    /// <summary>The part of the report.</summary>
    public JsonObject ToJson() => _table.ToJson();
}
