using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of many requests, those of one request together.</summary>
internal sealed class RankerRows(IReadOnlyList<string> features)
{
    private readonly List<RequestGroup> _groups = [];

    /// <summary>Requests that gave rows.</summary>
    public int Requests => _groups.Count;

    public int Count { get; private set; }

    /// <summary>(requests) the surface of each, null where the log names none.</summary>
    public IReadOnlyList<string?> Surfaces => [.. _groups.Select(g => g.Surface)];

    /// <summary>(rows) how many candidates each stands for; 0 for rows that are no candidates of their request.</summary>
    public float[] Stands() => [.. _groups.SelectMany(g => g.Stands ?? new float[g.Rows])];

    /// <summary>(rows) a label of <see cref="RowLabels"/>.</summary>
    public float[] Labels(string name) => [.. _groups.SelectMany(g => g.Labels.Select((grade, r) => g.Outcomes is null ? grade : RowLabels.Of(name, g.Outcomes[r], g.Dwell![r])))];

    /// <summary>Adds the rows of one request.</summary>
    public void Add(RequestGroup group)
    {
        _groups.Add(group);
        Count += group.Rows;
    }

    /// <summary>All rows as a set for the ranker, which they move into. Rows that were on no page stand at one place of their own, whose bias is nobody's.</summary>
    public RankingDataset ToDataset(bool debias)
    {
        var values = new RowMatrix(Count, features.Count);
        float[] labels = new float[Count], weights = new float[Count];
        bool places = debias && _groups.Exists(g => g.Positions is not null);
        int nowhere = places ? 1 + _groups.Max(g => g.Positions?.Max() ?? -1) : 0;
        int[]? positions = places ? new int[Count] : null;
        int at = 0;
        foreach (var group in _groups)
        {
            group.Values!.CopyTo(values.Values, (long)at * features.Count);
            group.Values = null; // of millions of rows there is room for one copy
            group.Labels.CopyTo(labels, at);
            Array.Fill(weights, group.Weight, at, group.Rows);
            if (positions is not null && group.Positions is { } shown)
                shown.CopyTo(positions, at);
            else if (positions is not null)
                Array.Fill(positions, nowhere, at, group.Rows);
            at += group.Rows;
        }
        return new(values, labels, [.. _groups.Select(g => g.Rows)]) { FeatureNames = features, Weights = weights, Positions = positions };
    }
}
