using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Learns one ensemble for each aim, such as click, cart and purchase, and calibrates each on a later window.</summary>
public sealed class MultiObjectiveTrainer(LambdaRankOptions options)
{
    /// <summary>Calibrate by a sigmoid where the later window has fewer positives of an aim than this, else by a rising curve. Default 200.</summary>
    public int IsotonicFrom { get; init; } = 200;

    /// <summary>Learns.</summary>
    /// <param name="train">Rows; the labels are not used.</param>
    /// <param name="later">Rows of a later window, to calibrate on.</param>
    /// <param name="aims">Name, labels of <paramref name="train"/> and labels of <paramref name="later"/> of each aim; a label above 0 is a positive outcome.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="laterWeights">(rows of <paramref name="later"/>) how many rows each stands for while calibrating, 0 for one that does not count; null for 1 each.</param>
    public MultiObjectiveModel Fit(RankingDataset train, RankingDataset later, IReadOnlyList<(string Name, float[] Train, float[] Later)> aims, RunSettings run, float[]? laterWeights = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(later);
        ArgumentNullException.ThrowIfNull(aims);
        if (aims.Count == 0)
            throw new ArgumentException("There are no aims; give at least one, such as click.");
        if (laterWeights is not null && laterWeights.Length != later.Rows)
            throw new ArgumentException($"There are {laterWeights.Length} weights; the later window has {later.Rows} rows.");
        var models = new List<TreeEnsemble>();
        var calibrators = new List<IScoreCalibrator>();
        int[] counted = [.. Enumerable.Range(0, later.Rows).Where(r => laterWeights is null || laterWeights[r] > 0)];
        float[] weights = laterWeights is null ? [] : Array.ConvertAll(counted, r => laterWeights[r]);
        var scores = new float[later.Rows];
        foreach (var (name, labels, laterLabels) in aims)
        {
            if (laterLabels.Length != later.Rows)
                throw new ArgumentException($"Aim '{name}' has {laterLabels.Length} later labels; the later window has {later.Rows} rows.");
            var model = new LambdaRankTrainer(options).Fit(WithLabels(train, labels), run);
            model.Score(later.Features, scores);
            float[] score = Array.ConvertAll(counted, r => scores[r]);
            bool[] outcomes = Array.ConvertAll(counted, r => laterLabels[r] > 0);
            models.Add(model);
            calibrators.Add(outcomes.Count(o => o) >= IsotonicFrom ? CalibratorTrainer.Isotonic(score, outcomes, weights) : CalibratorTrainer.Platt(score, outcomes, weights));
        }
        return new MultiObjectiveModel([.. aims.Select(a => a.Name)], models, calibrators);
    }

    /// <summary>Expected calibration error of each aim on rows that neither trees nor calibrators saw.</summary>
    public static double[] CalibrationErrors(MultiObjectiveModel model, RankingDataset data, IReadOnlyList<float[]> labels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(labels);
        var probabilities = new RowMatrix(model.Names.Count, data.Rows);
        model.Probabilities(data.Features, probabilities);
        return [.. labels.Select((l, k) => CalibrationError.Compute(probabilities.Row(k), Array.ConvertAll(l, v => v > 0)))];
    }

    /// <summary>NDCG of every aim under every choice of weights, without the choices that another one beats in all aims.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows in query groups.</param>
    /// <param name="labels">Labels of each aim.</param>
    /// <param name="weights">Choices to try.</param>
    /// <param name="k">Length of the lists that are judged.</param>
    public static IReadOnlyList<(double[] Weights, double[] Ndcg)> ParetoFront(MultiObjectiveModel model, RankingDataset data, IReadOnlyList<float[]> labels, IEnumerable<double[]> weights, int k = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(weights);
        var scores = new float[data.Rows];
        double[] gains = NdcgMetric.Gains(new LambdaRankOptions());
        var points = new List<(double[] Weights, double[] Ndcg)>();
        foreach (double[] choice in weights)
        {
            model.Score(data.Features, choice, scores);
            double[] wide = Array.ConvertAll(scores, s => (double)s);
            points.Add((choice, [.. labels.Select(l => NdcgMetric.Mean(wide, l, data.GroupSizes, [k], gains)[0])]));
        }
        return [.. points.Where(p => !points.Any(q => Beats(q.Ndcg, p.Ndcg)))];
    }

    /// <summary>The offline alternative: one label from all aims, the value of the most valuable outcome, for a single ensemble.</summary>
    /// <returns>Labels 0..aims by rising value and the gains to train them with.</returns>
    public static (float[] Labels, double[] Gains) Weighted(IReadOnlyList<float[]> labels, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(values);
        if (labels.Count == 0 || labels.Count != values.Count)
            throw new ArgumentException($"There are labels of {labels.Count} aims and {values.Count} values; each aim needs one value.");
        int[] rising = [.. Enumerable.Range(0, values.Count).OrderBy(k => values[k])];
        var combined = new float[labels[0].Length];
        for (int i = 0; i < combined.Length; i++)
            for (int rank = 0; rank < rising.Length; rank++)
                if (labels[rising[rank]][i] > 0)
                    combined[i] = rank + 1;
        return (combined, [0, .. rising.Select(k => values[k])]);
    }

    private static bool Beats(double[] a, double[] b) => a.Zip(b).All(p => p.First >= p.Second) && a.Zip(b).Any(p => p.First > p.Second);

    private static RankingDataset WithLabels(RankingDataset data, float[] labels) => new(data.Features, labels, data.GroupSizes)
    {
        FeatureNames = data.FeatureNames,
        CategoricalFeatures = data.CategoricalFeatures,
        Weights = data.Weights,
        Positions = data.Positions,
    };
}
