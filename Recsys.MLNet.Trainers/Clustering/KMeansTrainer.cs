using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.Clustering;

/// <summary>k-means: rows into clusters whose centres are near.</summary>
/// <remarks>
/// <code>
/// minimise Σ_n ‖x[n] − c[k(n)]‖²        in turns: k(n) = the nearest centre, c[k] = the mean of its rows (Lloyd)
/// first centres: each row with probability ∝ its squared distance to the nearest centre so far (k-means++)
/// simplified silhouette s[n] = (b − a) ÷ max(a, b)        a, b the distances to the own and the next centre; 0 for a row on its own
/// </code>
/// Shapes: x (N, F), c (K, F). The number of clusters is the one with the greatest mean s, the smaller among equals. O(N·K·F) a round.
/// Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding"; Hruschka and others 2004, "Evolutionary algorithms for clustering
/// gene-expression data", for the simplified silhouette.
/// </remarks>
public sealed class KMeansTrainer(KMeansOptions options)
{
    /// <summary>With default settings.</summary>
    public KMeansTrainer() : this(new()) { }

    /// <summary>Finds the clusters.</summary>
    /// <param name="rows">(N, F) finite numbers.</param>
    /// <param name="run">Seed and threads.</param>
    /// <exception cref="ArgumentException">There are fewer different rows than clusters.</exception>
    public KMeansFit Fit(RowMatrix rows, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        int different = Different(rows);
        int least = options.Clusters > 0 ? options.Clusters : 2;
        if (different < least)
            throw new ArgumentException($"There are {different} different rows; {least} clusters need at least as many. Ask for fewer, or use more data.");
        if (options.Clusters > 0)
            return Best(rows, options.Clusters, run);
        KMeansFit? best = null;
        for (int k = 2; k <= Math.Min(options.Most, different); k++)
        {
            run.Report("k-means", (double)(k - 2) / options.Most, $"{k} clusters");
            var fit = Best(rows, k, run);
            if (best is null || fit.Separation > best.Separation + 1e-9)
                best = fit;
        }
        return best!;
    }

    private KMeansFit Best(RowMatrix rows, int clusters, RunSettings run)
    {
        (RowMatrix Centres, int[] ClusterOf, double Sum)? best = null;
        for (int restart = 0; restart < options.Restarts; restart++)
        {
            var found = Lloyd(rows, KMeansStart.Centres(rows, clusters, run.Random("k-means", (long)clusters * 1000 + restart)), run);
            if (best is null || found.Sum < best.Value.Sum)
                best = found;
        }
        return Ordered(rows, best!.Value.Centres, best.Value.ClusterOf, best.Value.Sum, run);
    }

    private (RowMatrix Centres, int[] ClusterOf, double Sum) Lloyd(RowMatrix rows, RowMatrix centres, RunSettings run)
    {
        int[] clusterOf = new int[rows.Rows];
        var distances = new float[rows.Rows];
        Array.Fill(clusterOf, -1);
        for (int round = 0; ; round++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            int[] before = [.. clusterOf];
            run.ParallelFor(rows.Rows, n => (clusterOf[n], distances[n]) = KMeansStart.Nearest(rows.Row(n), centres, centres.Rows));
            if (round >= options.Iterations || before.AsSpan().SequenceEqual(clusterOf))
                return (centres, clusterOf, distances.Sum(d => (double)d));
            Average(rows, clusterOf, distances, centres);
        }
    }

    // Rows are added up in their order, so that the means do not depend on threads. A centre that lost its rows takes the farthest row.
    private static void Average(RowMatrix rows, int[] clusterOf, float[] distances, RowMatrix centres)
    {
        var sums = new double[centres.Rows * centres.Columns];
        var counts = new int[centres.Rows];
        for (int n = 0; n < rows.Rows; n++)
        {
            counts[clusterOf[n]]++;
            var row = rows.Row(n);
            for (int f = 0; f < row.Length; f++)
                sums[clusterOf[n] * centres.Columns + f] += row[f];
        }
        for (int k = 0; k < centres.Rows; k++)
        {
            var centre = centres.Row(k);
            if (counts[k] == 0)
            {
                int farthest = Array.IndexOf(distances, distances.Max());
                rows.Row(farthest).CopyTo(centre);
                distances[farthest] = 0;
                continue;
            }
            for (int f = 0; f < centre.Length; f++)
                centre[f] = (float)(sums[k * centres.Columns + f] / counts[k]);
        }
    }

    private static KMeansFit Ordered(RowMatrix rows, RowMatrix centres, int[] clusterOf, double sum, RunSettings run)
    {
        var counts = new int[centres.Rows];
        foreach (int k in clusterOf)
            counts[k]++;
        int[] order = [.. Enumerable.Range(0, centres.Rows).OrderByDescending(k => counts[k]).ThenBy(k => Array.IndexOf(clusterOf, k))];
        var ordered = new RowMatrix(centres.Rows, centres.Columns);
        for (int k = 0; k < order.Length; k++)
            centres.Row(order[k]).CopyTo(ordered.Row(k));
        int[] places = new int[order.Length];
        for (int k = 0; k < order.Length; k++)
            places[order[k]] = k;
        int[] found = Array.ConvertAll(clusterOf, k => places[k]);
        return new(ordered, found, sum, Silhouette(rows, ordered, n => counts[clusterOf[n]] == 1, run));
    }

    private static double Silhouette(RowMatrix rows, RowMatrix centres, Func<int, bool> isAlone, RunSettings run)
    {
        var values = new double[rows.Rows];
        run.ParallelFor(rows.Rows, n =>
        {
            double own = double.PositiveInfinity, next = double.PositiveInfinity;
            for (int k = 0; k < centres.Rows; k++)
            {
                double distance = Math.Sqrt(KMeansStart.Squared(rows.Row(n), centres.Row(k)));
                (own, next) = distance < own ? (distance, own) : (own, Math.Min(next, distance));
            }
            values[n] = next > 0 && !isAlone(n) ? (next - own) / next : 0;
        });
        return values.Average();
    }

    private static int Different(RowMatrix rows)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int n = 0; n < rows.Rows && seen.Count <= 1000; n++)
        {
            var row = rows.Row(n);
            foreach (float value in row)
                if (!float.IsFinite(value))
                    throw new ArgumentException($"Row {n} holds {value}; expected finite numbers. Fill or leave out what is missing.");
            seen.Add(Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row)));
        }
        return seen.Count;
    }
}
