using System.Numerics.Tensors;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Indexing;

/// <summary>Made-up vectors, and the plain definition of nearness.</summary>
internal static class Vectors
{
    public static RowMatrix Clustered(int rows, int factors, int seed = 1)
    {
        var centres = new RandomStream(1, "centres");
        var centre = new RowMatrix(20, factors);
        for (int i = 0; i < centre.Values.Length; i++)
            centre.Values[i] = (float)centres.NextGaussian();
        var random = new RandomStream(seed, "vectors");
        var table = new RowMatrix(rows, factors);
        for (int i = 0; i < rows; i++)
        {
            int c = random.NextInt(20);
            float length = 0.5f + random.NextFloat();
            for (int f = 0; f < factors; f++)
                table.Row(i)[f] = length * (centre.Row(c)[f] + 0.6f * (float)random.NextGaussian());
        }
        return table;
    }

    public static float Score(VectorMetric metric, ReadOnlySpan<float> query, ReadOnlySpan<float> item) => metric switch
    {
        VectorMetric.InnerProduct => TensorPrimitives.Dot(query, item),
        VectorMetric.Cosine => TensorPrimitives.CosineSimilarity(query, item),
        _ => -MathF.Pow(TensorPrimitives.Distance(query, item), 2),
    };

    public static double Recall(IVectorIndex index, RowMatrix table, RowMatrix queries, int k, int breadth = 0)
    {
        var (items, scores, hits) = (new int[k], new float[k], 0);
        for (int q = 0; q < queries.Rows; q++)
        {
            float[] query = queries.Row(q).ToArray();
            var best = Enumerable.Range(0, table.Rows).OrderByDescending(i => Score(index.Options.Metric, query, table.Row(i))).Take(k).ToArray();
            index.Search(query, items, scores, breadth);
            hits += items.Intersect(best).Count();
        }
        return hits / (double)(k * queries.Rows);
    }
}
