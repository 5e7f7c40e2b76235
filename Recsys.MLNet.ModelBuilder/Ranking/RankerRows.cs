using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of many requests, those of one request together, with weights and places on the page.</summary>
internal sealed class RankerRows(IReadOnlyList<string> features)
{
    private readonly List<float[]> _values = [];
    private readonly List<float[]> _labels = [];
    private readonly List<int[]?> _positions = [];
    private readonly List<float> _weights = [];
    private readonly List<string?> _surfaces = [];
    private readonly List<float[]?> _stands = [];

    /// <summary>Requests that gave rows.</summary>
    public int Requests => _labels.Count;

    public int Count { get; private set; }

    /// <summary>(requests) the surface of each, null where the log names none.</summary>
    public IReadOnlyList<string?> Surfaces => _surfaces;

    /// <summary>(rows) how many candidates each stands for; 0 for rows that are no candidates of their request.</summary>
    public float[] Stands() => [.. _labels.SelectMany((l, q) => _stands[q] ?? new float[l.Length])];

    /// <summary>Adds the rows of one request.</summary>
    /// <param name="values">(rows, features) row-major.</param>
    /// <param name="labels">(rows) grades.</param>
    /// <param name="positions">(rows) places on the page, or null where there was none.</param>
    /// <param name="weight">Weight of the request.</param>
    /// <param name="surface">Where its list was shown, or null.</param>
    /// <param name="stands">(rows) how many candidates of the request each row stands for, 0 for one that was none; null where rows are not drawn from candidates.</param>
    public void Add(float[] values, float[] labels, int[]? positions, float weight, string? surface = null, float[]? stands = null)
    {
        _surfaces.Add(surface);
        _stands.Add(stands);
        _values.Add(values);
        _labels.Add(labels);
        _positions.Add(positions);
        _weights.Add(weight);
        Count += labels.Length;
    }

    /// <summary>All rows as a set for the ranker. Rows that were on no page stand at one place of their own, whose bias is nobody's.</summary>
    public RankingDataset ToDataset(bool debias)
    {
        var values = new RowMatrix(Count, features.Count);
        float[] labels = new float[Count], weights = new float[Count];
        bool places = debias && _positions.Any(p => p is not null);
        int nowhere = places ? 1 + _positions.Max(p => p is null ? -1 : p.Max()) : 0;
        int[]? positions = places ? new int[Count] : null;
        int at = 0;
        for (int q = 0; q < Requests; q++)
        {
            int rows = _labels[q].Length;
            _values[q].CopyTo(values.Values, (long)at * features.Count);
            _labels[q].CopyTo(labels, at);
            Array.Fill(weights, _weights[q], at, rows);
            if (positions is not null && _positions[q] is { } shown)
                shown.CopyTo(positions, at);
            else if (positions is not null)
                Array.Fill(positions, nowhere, at, rows);
            at += rows;
        }
        return new(values, labels, [.. _labels.Select(l => l.Length)]) { FeatureNames = features, Weights = weights, Positions = positions };
    }
}
