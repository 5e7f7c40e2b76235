using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Recall;

/// <summary>Indexes of the item vectors of models.</summary>
public static class ModelIndexes
{
    /// <summary>Whether a model wants an index: its scores are inner products, and its vectors are more than are looked at one by one.</summary>
    public static bool Wanted(IItemScorer model, VectorIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return model is IVectorScorer vectors && !VectorIndexes.IsExact(options, (long)vectors.ItemCount * vectors.VectorLength);
    }

    /// <summary>The index of a model's item vectors by inner product.</summary>
    public static IVectorIndex Build(IVectorScorer model, VectorIndexOptions options, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var table = new RowMatrix(model.ItemCount, model.VectorLength);
        for (int i = 0; i < table.Rows; i++)
            model.ItemVector(i, table.Row(i));
        return VectorIndexes.Build(table, options with { Metric = VectorMetric.InnerProduct }, run);
    }
}
