using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>Training rows of many queries, each query's together, and what became of the queries.</summary>
internal sealed class RankingRows(IReadOnlyList<string> features)
{
    private readonly List<(float[] Values, float[] Labels)> _queries = [];

    /// <summary>Queries that gave rows.</summary>
    public int Queries => _queries.Count;

    /// <summary>Queries left out because no source named a wanted item.</summary>
    public int NotRecalled { get; private set; }

    public void Add(IEnumerable<(float[] Values, float[] Labels)?> made)
    {
        foreach (var query in made)
        {
            if (query is { } rows)
                _queries.Add(rows);
            else
                NotRecalled++;
        }
    }

    public RankingDataset ToDataset()
    {
        int rows = _queries.Sum(q => q.Labels.Length), at = 0;
        var values = new RowMatrix(rows, features.Count);
        var labels = new float[rows];
        foreach (var query in _queries)
        {
            query.Values.CopyTo(values.Values, at * features.Count);
            query.Labels.CopyTo(labels, at);
            at += query.Labels.Length;
        }
        return new(values, labels, [.. _queries.Select(q => q.Labels.Length)]) { FeatureNames = features };
    }
}
