using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Whether learned trees sort better than the untrained fusion of the same sources, on rows they did not learn from.</summary>
internal static class RankerGate
{
    private const int K = 10;

    /// <summary>NDCG@10 of the trees and of the fusion.</summary>
    /// <remarks><code>fusion[row] = Σ_s weight_s · share_s[row]          share: score ÷ list maximum, the second number of a source's features</code></remarks>
    public static (double Trees, double Fusion) Compare(TreeEnsemble trees, RankingDataset rows, IReadOnlyList<SourceOptions> sources)
    {
        var columns = sources.Select(s => (Column: rows.FeatureNames.ToList().IndexOf($"source_{s.Name.Replace('-', '_')}_1"), s.Weight)).Where(s => s.Column >= 0).ToArray();
        float[] learned = new float[rows.Rows], fused = new float[rows.Rows];
        trees.Score(rows.Features, learned);
        for (int r = 0; r < rows.Rows; r++)
            foreach (var (column, weight) in columns)
                fused[r] += rows.Features.Row(r)[column] is var share && float.IsNaN(share) ? 0 : weight * share;
        return (Mean(learned, rows), Mean(fused, rows));
    }

    private static double Mean(float[] scores, RankingDataset rows)
    {
        double sum = 0;
        int at = 0, counted = 0;
        foreach (int size in rows.GroupSizes)
        {
            int from = at;
            int[] order = [.. Enumerable.Range(from, size).OrderByDescending(r => scores[r]).ThenBy(r => r)];
            double value = GradedNdcg.Compute(Array.ConvertAll(order, r => rows.Labels[r]), K);
            at += size;
            if (double.IsNaN(value))
                continue;
            sum += value;
            counted++;
        }
        return counted == 0 ? double.NaN : sum / counted;
    }
}
