using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Rows of features with labels, in query groups: what <see cref="LambdaRankTrainer"/> learns from.</summary>
/// <remarks>
/// The rows of one query lie together; the order of queries does not matter, the order within a query breaks ties between
/// equal scores. Features that are NaN are missing; infinite ones are refused.
/// </remarks>
public sealed class RankingDataset
{
    /// <summary>A set of rows.</summary>
    /// <param name="features">(N, F).</param>
    /// <param name="labels">(N): for ranking, whole numbers from 0.</param>
    /// <param name="groupSizes">Rows of each query, in order; null or empty where there are no queries.</param>
    public RankingDataset(RowMatrix features, float[] labels, int[]? groupSizes = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Features = features;
        Labels = labels;
        GroupSizes = groupSizes ?? [];
        RankingChecks.Rows(features.Rows, labels, GroupSizes);
        FeatureNames = RankingChecks.DefaultNames(features.Columns);
    }

    /// <summary>Feature values, (N, F).</summary>
    public RowMatrix Features { get; }

    /// <summary>Labels, (N).</summary>
    public float[] Labels { get; }

    /// <summary>Rows of each query, in order.</summary>
    public int[] GroupSizes { get; }

    /// <summary>Names of the features. Default <c>Column_0</c>, <c>Column_1</c>, …, as LightGBM names them.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>Indices of features whose values are category numbers. Default none.</summary>
    public IReadOnlyList<int> CategoricalFeatures { get; init; } = [];

    /// <summary>Weight of each row, or null for 1. A query's weight is given to each of its rows.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Place at which each row was shown, from 0, or null; used to remove position bias, never as a feature.</summary>
    public int[]? Positions { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows => Features.Rows;

    /// <summary>Brings rows whose queries are interleaved together; queries in order of first appearance, rows of a query in their order.</summary>
    public static RankingDataset FromGroups<TGroup>(RowMatrix features, float[] labels, IReadOnlyList<TGroup> group) where TGroup : notnull
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(group);
        if (group.Count != features.Rows || labels.Length != features.Rows)
            throw new ArgumentException($"There are {features.Rows} rows, {labels.Length} labels and {group.Count} group ids; they must be as many.");
        var rowsOf = new Dictionary<TGroup, List<int>>();
        var order = new List<List<int>>();
        for (int i = 0; i < group.Count; i++)
        {
            if (!rowsOf.TryGetValue(group[i], out var rows))
            {
                rowsOf[group[i]] = rows = [];
                order.Add(rows);
            }
            rows.Add(i);
        }
        var sorted = new RowMatrix(features.Rows, features.Columns);
        var sortedLabels = new float[labels.Length];
        int next = 0;
        foreach (var rows in order)
            foreach (int row in rows)
            {
                features.Row(row).CopyTo(sorted.Row(next));
                sortedLabels[next++] = labels[row];
            }
        return new RankingDataset(sorted, sortedLabels, [.. order.Select(r => r.Count)]);
    }

    /// <summary>The same data with feature names; null keeps those it has.</summary>
    public RankingDataset Named(IReadOnlyList<string>? names) => names is null ? this : new(Features, Labels, GroupSizes)
    {
        FeatureNames = names,
        CategoricalFeatures = CategoricalFeatures,
        Weights = Weights,
        Positions = Positions,
    };
}
