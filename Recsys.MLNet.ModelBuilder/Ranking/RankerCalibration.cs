using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What a ranker's score means as the probability that the user takes this candidate next.</summary>
/// <param name="Curve">From score to probability.</param>
/// <param name="ErrorBefore">Expected calibration error of 1 / (1 + e^−score) on the later half of the latest requests.</param>
/// <param name="ErrorAfter">The same of a curve fitted on the earlier half.</param>
/// <param name="Rows">Rows that <paramref name="Curve"/> was fitted on.</param>
public sealed record RankerCalibration(IScoreCalibrator Curve, double ErrorBefore, double ErrorAfter, int Rows)
{
    private const int Least = 100; // outcomes below which a curve is chance

    /// <summary>Fits a curve on rows that the ranker did not learn from, or null where they are too few.</summary>
    /// <param name="scores">(rows) the ranker's scores.</param>
    /// <param name="rows">The rows, requests in order of time.</param>
    /// <param name="stands">(rows) how many candidates each stands for: negatives are a sample.</param>
    /// <param name="notRecalled">Share of requests without rows, because no candidate was wanted: their candidates were refused too.</param>
    internal static RankerCalibration? Of(float[] scores, RankingDataset rows, float[] stands, double notRecalled)
    {
        float[] weights = Weights(rows, stands, notRecalled);
        int[] counted = [.. Enumerable.Range(0, scores.Length).Where(r => weights[r] > 0)];
        bool[] outcomes = Array.ConvertAll(counted, r => rows.Labels[r] > 0);
        int half = Half(counted, rows.GroupSizes);
        if (outcomes[..half].Count(o => o) < Least || outcomes[half..].Count(o => o) < Least)
            return null;
        float[] score = Array.ConvertAll(counted, r => scores[r]), weight = Array.ConvertAll(counted, r => weights[r]);
        var earlier = CalibratorTrainer.Isotonic(score.AsSpan(0, half), outcomes.AsSpan(0, half), weight.AsSpan(0, half));
        double Error(Func<float, double> probability) =>
            CalibrationError.Compute(Array.ConvertAll(score[half..], s => (float)probability(s)), outcomes.AsSpan(half), weight.AsSpan(half));
        return new(CalibratorTrainer.Isotonic(score, outcomes, weight), Error(s => 1 / (1 + Math.Exp(-s))), Error(s => earlier.Probability(s)), counted.Length);
    }

    /// <summary>(rows) how many candidates of how many requests each row stands for; 0 for one that was none.</summary>
    internal static float[] Weights(RankingDataset rows, float[] stands, double notRecalled) =>
        [.. stands.Select((s, r) => s * (rows.Weights?[r] ?? 1) / (rows.Labels[r] > 0 ? 1 : (float)Math.Max(0.01, 1 - notRecalled)))];

    /// <summary>The number of counted rows in the earlier half of the requests.</summary>
    private static int Half(int[] counted, int[] groupSizes)
    {
        int from = groupSizes.Take(groupSizes.Length / 2).Sum();
        int at = Array.BinarySearch(counted, from);
        return at < 0 ? ~at : at;
    }
}
