using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Whether one sort is better than another on rows that neither learned from.</summary>
internal static class RankerGate
{
    private const int K = 10;

    /// <summary>NDCG@10 of the trees and of the untrained fusion of the same sources.</summary>
    /// <remarks><code>fusion[row] = Σ_s weight_s · share_s[row]          share: score ÷ list maximum, the second number of a source's features</code></remarks>
    public static (double Trees, double Fusion) Compare(TreeEnsemble trees, RankingDataset rows, IReadOnlyList<SourceOptions> sources)
    {
        var names = rows.FeatureNames.ToList();
        var columns = sources.Select(s => (Column: names.IndexOf($"source_{s.Name.Replace('-', '_')}_1"), s.Weight)).Where(s => s.Column >= 0).ToArray();
        var fused = new float[rows.Rows];
        for (int r = 0; r < rows.Rows; r++)
            foreach (var (column, weight) in columns)
                fused[r] += rows.Features.Row(r)[column] is var share && float.IsNaN(share) ? 0 : weight * share;
        return (Mean(Ndcg(Scores(trees, rows), rows)), Mean(Ndcg(fused, rows)));
    }

    /// <summary>Mean of one sort's NDCG@10 minus another's on the same requests, with its standard error.</summary>
    public static (double Difference, double Error) Paired(double[] one, double[] other)
    {
        double[] differences = [.. one.Zip(other, (a, b) => a - b).Where(d => !double.IsNaN(d))];
        double mean = differences.Length == 0 ? double.NaN : differences.Average();
        return (mean, differences.Length < 2 ? double.PositiveInfinity : Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1) / differences.Length));
    }

    /// <summary>(rows) scores of the trees.</summary>
    public static float[] Scores(TreeEnsemble trees, RankingDataset rows)
    {
        var scores = new float[rows.Rows];
        trees.Score(rows.Features, scores);
        return scores;
    }

    /// <summary>Mean over requests, those without anything relevant left out.</summary>
    public static double Mean(double[] values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>(requests) NDCG@10 of the rows in order of the scores; NaN where nothing is relevant.</summary>
    public static double[] Ndcg(float[] scores, RankingDataset rows)
    {
        var values = new double[rows.GroupSizes.Length];
        for (int q = 0, at = 0; q < values.Length; at += rows.GroupSizes[q++])
        {
            int[] order = [.. Enumerable.Range(at, rows.GroupSizes[q]).OrderByDescending(r => scores[r]).ThenBy(r => r)];
            values[q] = GradedNdcg.Compute(Array.ConvertAll(order, r => rows.Labels[r]), K);
        }
        return values;
    }
}
