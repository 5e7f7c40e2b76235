using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of many requests, those of one request together.</summary>
/// <param name="features">Names of the features.</param>
/// <param name="rows">How many rows there will be, so that their values go to their place at once: of ten million there is room for one copy. −1 where nobody knows.</param>
internal sealed class RankerRows(IReadOnlyList<string> features, int rows = -1)
{
    private readonly List<RequestGroup> _groups = [];
    private readonly RowMatrix? _values = rows < 0 ? null : new RowMatrix(rows, features.Count);

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
        if (_values is not null)
            Move(group, _values, Count);
        group.Items = null; // trees learn of values alone
        Count += group.Rows;
    }

    /// <summary>Gives the requests of new items more weight, until they have a share of all.</summary>
    /// <param name="share">The share.</param>
    /// <param name="most">Most that a weight is multiplied by: a few requests are no sample.</param>
    /// <returns>What the weights were multiplied by, and how many requests are of new items.</returns>
    public (int Requests, float Factor) LiftNew(double share, double most)
    {
        double fresh = _groups.Where(g => g.New).Sum(g => (double)g.Weight), others = _groups.Where(g => !g.New).Sum(g => (double)g.Weight);
        float factor = fresh > 0 ? (float)Math.Clamp(share / (1 - share) * others / fresh, 1, most) : 1;
        foreach (var group in _groups.Where(g => g.New))
            group.Weight *= factor;
        return (_groups.Count(g => g.New), factor);
    }

    /// <summary>All rows as a set for the ranker, which they move into. Rows that were on no page stand at one place of their own, whose bias is nobody's.</summary>
    public RankingDataset ToDataset(bool debias)
    {
        var values = _values ?? new RowMatrix(Count, features.Count);
        float[] labels = new float[Count], weights = new float[Count];
        bool places = debias && _groups.Exists(g => g.Positions is not null);
        int nowhere = places ? 1 + _groups.Max(g => g.Positions?.Max() ?? -1) : 0;
        int[]? positions = places ? new int[Count] : null;
        int at = 0;
        foreach (var group in _groups)
        {
            if (_values is null)
                Move(group, values, at);
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

    private void Move(RequestGroup group, RowMatrix to, int row)
    {
        group.Values!.CopyTo(to.Values, (long)row * features.Count);
        group.Values = null;
    }
}
