using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Learns a ranker for each surface with requests enough, from the rows of that surface alone, and keeps those that beat the common one.</summary>
internal static class SurfaceRankers
{
    private const double Errors = 2; // standard errors that a ranker of its own must be better by

    /// <summary>One entry for each surface that had requests enough, by name.</summary>
    /// <param name="train">Rows of all surfaces.</param>
    /// <param name="trainSurfaces">(requests) the surface of each.</param>
    /// <param name="watched">Rows of the latest requests.</param>
    /// <param name="watchedSurfaces">(requests) the surface of each.</param>
    /// <param name="common">The ranker of all surfaces.</param>
    /// <param name="options">How many requests are enough, and the trees.</param>
    /// <param name="run">Seed, threads, progress.</param>
    public static IReadOnlyList<SurfaceRanker> Learn(RankingDataset train, IReadOnlyList<string?> trainSurfaces, RankingDataset watched, IReadOnlyList<string?> watchedSurfaces, TreeEnsemble common, RankerOptions options, RunSettings run)
    {
        var learned = new List<SurfaceRanker>();
        foreach (string surface in trainSurfaces.OfType<string>().Distinct().Where(IsPlain).Order(StringComparer.Ordinal))
        {
            int requests = trainSurfaces.Count(s => s == surface);
            if (requests < options.LeastRequests || !watchedSurfaces.Contains(surface))
                continue;
            var latest = Of(watched, watchedSurfaces, surface);
            var trees = new LambdaRankTrainer(options.Trees).Fit(Of(train, trainSurfaces, surface), run, latest);
            double[] own = RankerGate.Ndcg(RankerGate.Scores(trees, latest), latest), shared = RankerGate.Ndcg(RankerGate.Scores(common, latest), latest);
            var (difference, error) = RankerGate.Paired(own, shared);
            learned.Add(new(surface, requests, RankerGate.Mean(own), RankerGate.Mean(shared), error, difference > Errors * error ? trees : null));
        }
        return learned;
    }

    // Its name becomes part of a section's.
    private static bool IsPlain(string surface) => surface.Length is > 0 and <= 64 && surface.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static RankingDataset Of(RankingDataset rows, IReadOnlyList<string?> surfaces, string surface)
    {
        var taken = new List<int>();
        var sizes = new List<int>();
        for (int q = 0, at = 0; q < rows.GroupSizes.Length; at += rows.GroupSizes[q++])
            if (surfaces[q] == surface)
            {
                sizes.Add(rows.GroupSizes[q]);
                taken.AddRange(Enumerable.Range(at, rows.GroupSizes[q]));
            }
        var values = new RowMatrix(taken.Count, rows.Features.Columns);
        for (int r = 0; r < taken.Count; r++)
            rows.Features.Row(taken[r]).CopyTo(values.Row(r));
        T[]? Take<T>(T[]? column) => column is null ? null : [.. taken.Select(r => column[r])];
        return new(values, Take(rows.Labels)!, [.. sizes]) { FeatureNames = rows.FeatureNames, Weights = Take(rows.Weights), Positions = Take(rows.Positions) };
    }
}
