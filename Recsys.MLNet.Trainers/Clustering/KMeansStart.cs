using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.Clustering;

/// <summary>Where k-means begins: rows that are far from each other, by chance.</summary>
internal static class KMeansStart
{
    /// <summary>The first centres, as k-means++ draws them.</summary>
    public static RowMatrix Centres(RowMatrix rows, int clusters, RandomStream random)
    {
        var centres = new RowMatrix(clusters, rows.Columns);
        rows.Row(random.NextInt(rows.Rows)).CopyTo(centres.Row(0));
        var distances = new double[rows.Rows];
        for (int k = 1; k < clusters; k++)
        {
            double sum = 0;
            for (int n = 0; n < rows.Rows; n++)
                sum += distances[n] = Nearest(rows.Row(n), centres, k).Squared;
            double at = random.NextDouble() * sum;
            int drawn = -1;
            for (int n = 0; n < rows.Rows && at >= 0; n++)
                if (distances[n] > 0)
                    (drawn, at) = (n, at - distances[n]);
            rows.Row(Math.Max(0, drawn)).CopyTo(centres.Row(k));
        }
        return centres;
    }

    /// <summary>The nearest of the first centres, the first among equals, and the squared distance to it.</summary>
    public static (int Cluster, float Squared) Nearest(ReadOnlySpan<float> row, RowMatrix centres, int count)
    {
        int best = 0;
        float least = float.PositiveInfinity;
        for (int k = 0; k < count; k++)
            if (Squared(row, centres.Row(k)) is var squared && squared < least)
                (best, least) = (k, squared);
        return (best, least);
    }

    /// <summary>Σ_f (a[f] − b[f])².</summary>
    public static float Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = TensorPrimitives.Distance(a, b);
        return distance * distance;
    }
}
