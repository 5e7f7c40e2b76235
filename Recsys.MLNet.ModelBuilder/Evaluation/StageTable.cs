using System.Text.Json.Nodes;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Recall of each source and of their union at several depths, and the stage at which relevant items are lost: over all queries, by slice, and by surface.</summary>
/// <param name="sources">Names of the sources.</param>
/// <param name="k">Length of the lists.</param>
/// <param name="depth">Longest list of a source; depths beyond are left out.</param>
/// <param name="reranked">Whether lists were re-ranked after they were ranked.</param>
internal sealed class StageTable(IReadOnlyList<string> sources, int k, int depth = int.MaxValue, bool reranked = false)
{
    private const string Union = "union", Other = "other surfaces";
    private const int MostSurfaces = 50;
    private readonly int[] _depths = [.. new[] { 20, 50, 100, 200 }.Where(d => d <= depth)];
    private readonly Part _all = new();
    private readonly SortedDictionary<string, Part> _surfaces = new(StringComparer.Ordinal);

    private sealed class Part
    {
        public int Queries;
        public double[] Sums = [];
        public readonly SortedDictionary<int, Part> Slices = [];
    }

    private int Losses => (sources.Count + 1) * _depths.Length;

    /// <summary>Room for one query: shares of its relevant items by source and depth, by stage of loss, and its number of candidates.</summary>
    public double[] Query(int candidates)
    {
        var row = new double[Losses + Enum.GetValues<StageOfLoss>().Length + 1];
        row[^1] = candidates;
        return row;
    }

    /// <summary>Adds a relevant item to its query.</summary>
    /// <param name="query">From <see cref="Query"/>.</param>
    /// <param name="share">1 / the number of relevant items.</param>
    /// <param name="rankIn">Its rank in a source's list, from 1; 0 where the source does not name it. Not asked for an item that was not recalled.</param>
    /// <param name="stage">What became of it.</param>
    public void Item(double[] query, double share, Func<int, int> rankIn, StageOfLoss stage)
    {
        query[Losses + (int)stage] += share;
        int best = int.MaxValue;
        for (int s = 0; s <= sources.Count && stage != StageOfLoss.NotRecalled; s++)
        {
            int rank = s == sources.Count ? best : rankIn(s) is > 0 and var r ? r : int.MaxValue;
            best = Math.Min(best, rank);
            for (int d = 0; d < _depths.Length; d++)
                query[s * _depths.Length + d] += rank <= _depths[d] ? share : 0;
        }
    }

    /// <summary>Adds a query to the sums of all, of its slices and of its surface.</summary>
    public void Add(double[] query, Slice slices, string? surface = null)
    {
        Add(_all, query, slices);
        if (surface is null)
            return;
        if (!_surfaces.ContainsKey(surface) && _surfaces.Count >= MostSurfaces)
            surface = Other;
        if (!_surfaces.TryGetValue(surface, out var part))
            _surfaces[surface] = part = new();
        Add(part, query, slices);
    }

    private static void Add(Part part, double[] query, Slice slices)
    {
        Sum(part, query);
        for (int s = 0; s < Slices.All.Count; s++)
            if (slices.HasFlag(Slices.All[s].Slice))
            {
                if (!part.Slices.TryGetValue(s, out var slice))
                    part.Slices[s] = slice = new();
                Sum(slice, query);
            }
    }

    private static void Sum(Part part, double[] query)
    {
        if (part.Queries++ == 0)
            part.Sums = new double[query.Length];
        for (int i = 0; i < query.Length; i++)
            part.Sums[i] += query[i];
    }

    /// <summary>The part of the report: all queries, <c>slices</c>, and <c>surfaces</c> with slices of their own, where queries have one.</summary>
    public JsonObject ToJson()
    {
        var json = Json(_all);
        if (_surfaces.Count > 0)
            json["surfaces"] = new JsonObject(_surfaces.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Json(s.Value))));
        return json;
    }

    private JsonObject Json(Part part)
    {
        double Mean(int column) => part.Queries == 0 ? 0 : Math.Round(part.Sums[column] / part.Queries, 6);
        var recall = new JsonObject();
        for (int s = 0; s <= sources.Count; s++)
        {
            int from = s * _depths.Length;
            recall[s == sources.Count ? Union : sources[s]] = new JsonObject(_depths.Select((d, i) => KeyValuePair.Create($"recall@{d}", (JsonNode?)Mean(from + i))));
        }
        var loss = new JsonObject { ["notRecalled"] = Mean(Losses + (int)StageOfLoss.NotRecalled), [$"rankedBelow{k}"] = Mean(Losses + (int)StageOfLoss.RankedBelow) };
        if (reranked)
            loss["removedByReranking"] = Mean(Losses + (int)StageOfLoss.Removed);
        loss[$"within{k}"] = Mean(Losses + (int)StageOfLoss.Within);
        var json = new JsonObject
        {
            ["queries"] = part.Queries,
            ["candidates"] = Math.Round(part.Queries == 0 ? 0 : part.Sums[^1] / part.Queries, 1),
            ["recall"] = recall,
            ["loss"] = loss,
        };
        if (part.Slices.Count > 0)
            json["slices"] = new JsonObject(part.Slices.Select(s => KeyValuePair.Create(Slices.All[s.Key].Name, (JsonNode?)Json(s.Value))));
        return json;
    }
}
