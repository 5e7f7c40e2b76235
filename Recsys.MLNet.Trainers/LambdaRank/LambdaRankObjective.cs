using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>LambdaRank over query groups, with optional position biases learned beside the trees.</summary>
/// <remarks>
/// With positions, the score of a row in its query is <c>s + b[position]</c>, and after every tree's gradients each bias takes
/// a Newton step on the same objective, damped by the learning rate: clicks that the place explains no longer teach the trees.
/// The biases are dropped when serving. LightGBM 4.6 does the same. Where examination probabilities are given, no bias is learned: the
/// gain of a row at place k is divided by p_k, and the DCG that the pairs work for is the unbiased estimate of the one that counts
/// every examined place alike. Joachims, Swaminathan and Schnabel 2017, "Unbiased learning-to-rank with biased feedback"; Agarwal,
/// Takatsu, Zaitsev and Joachims 2019, "A general framework for counterfactual learning-to-rank", §4.
/// </remarks>
internal sealed class LambdaRankObjective : ITreeObjective
{
    /// <summary>Labels with a default gain, as in LightGBM: 2³⁰ − 1 is the last that an int holds.</summary>
    public const int DefaultGains = 31;

    /// <summary>Rows of a query that discounts are kept for.</summary>
    public const int LongestQuery = 10_000;

    private readonly LambdaRankOptions _options;
    private readonly float[] _labels;
    private readonly int[] _start;
    private readonly float[]? _weights;
    private readonly int[]? _positions;
    private readonly double[] _biases;
    private readonly float[] _gains;
    private readonly float[]? _scale;
    private readonly float[] _discounts;
    private readonly double[] _inverseMaxDcg;
    private readonly int _longest;

    public LambdaRankObjective(LambdaRankOptions options, float[] labels, int[] groupSizes, float[]? weights, int[]? positions)
    {
        _options = options;
        _labels = labels;
        _weights = weights;
        _positions = positions;
        _start = QueryStarts(groupSizes);
        _longest = groupSizes.Max();
        double[] gains = NdcgMetric.Gains(options);
        _gains = Array.ConvertAll(gains, g => (float)g);
        _discounts = new float[_longest + LambdaGradients.Padding];
        for (int r = 0; r < _longest; r++)
            _discounts[r] = (float)NdcgMetric.Discount(r);
        _inverseMaxDcg = new double[groupSizes.Length];
        _scale = positions is null || options.PositionExamination.Count == 0 ? null : Array.ConvertAll(positions, InverseExamination);
        for (int q = 0; q < groupSizes.Length; q++)
        {
            double ideal = _scale is null
                ? NdcgMetric.IdealDcg(labels.AsSpan(_start[q], groupSizes[q]), gains, options.TruncationLevel)
                : IdealDcg(_start[q], groupSizes[q]);
            _inverseMaxDcg[q] = ideal > 0 ? 1 / ideal : 0; // no relevant document: nothing to order
        }
        _biases = positions is null || _scale is not null ? [] : new double[positions.Max() + 1];
    }

    public string Name => "lambdarank";

    /// <summary>What the places added to the scores, by place; empty without positions.</summary>
    public IReadOnlyList<double> PositionBiases => _biases;

    public double InitialScore() => 0;

    public void Gradients(double[] scores, float[] grad, float[] hess, int iteration, RunSettings run, WorkCrew crew)
    {
        crew.For(_start.Length - 1, () => new LambdaScratch(_longest), (q, scratch) => OneQuery(q, scores, grad, hess, scratch));
        if (_biases.Length > 0)
            StepBiases(grad, hess);
    }

    internal static int[] QueryStarts(int[] groupSizes)
    {
        var starts = new int[groupSizes.Length + 1];
        for (int q = 0; q < groupSizes.Length; q++)
            starts[q + 1] = starts[q] + groupSizes[q];
        return starts;
    }

    private float Gain(int row) => _gains[(int)_labels[row]] * (_scale is null ? 1 : _scale[row]);

    private float InverseExamination(int place) =>
        (float)(1 / Math.Max(_options.LeastExamination, _options.PositionExamination[Math.Min(place, _options.PositionExamination.Count - 1)]));

    private double IdealDcg(int start, int rows)
    {
        var gains = new float[rows];
        for (int i = 0; i < rows; i++)
            gains[i] = Gain(start + i);
        gains.AsSpan().Sort((a, b) => b.CompareTo(a));
        double sum = 0;
        for (int r = 0; r < Math.Min(rows, _options.TruncationLevel); r++)
            sum += gains[r] * NdcgMetric.Discount(r);
        return sum;
    }

    private void OneQuery(int q, double[] scores, float[] grad, float[] hess, LambdaScratch s)
    {
        int start = _start[q], n = _start[q + 1] - start;
        var outG = grad.AsSpan(start, n);
        var outH = hess.AsSpan(start, n);
        if (n < 2 || _inverseMaxDcg[q] == 0)
        {
            outG.Clear();
            outH.Clear();
            return;
        }
        s.Sort(scores.AsSpan(start, n), _biases.Length == 0 ? default : _positions.AsSpan(start, n), _biases);
        for (int r = 0; r < n; r++)
            s.Gains[r] = Gain(start + s.Order[r]);
        s.Clear(n);
        LambdaGradients.ForQuery(s.Scores, s.Gains, _discounts, n, (float)_inverseMaxDcg[q], _options.TruncationLevel, (float)_options.Sigmoid, _options.Normalize, s.Grad, s.Hess);
        for (int r = 0; r < n; r++)
        {
            int i = s.Order[r];
            float weight = _weights is null ? 1 : _weights[start + i];
            outG[i] = s.Grad[r] * weight;
            outH[i] = s.Hess[r] * weight;
        }
    }

    private void StepBiases(float[] grad, float[] hess)
    {
        var first = new double[_biases.Length];
        var second = new double[_biases.Length];
        var rows = new int[_biases.Length];
        for (int i = 0; i < grad.Length; i++)
        {
            int p = _positions![i];
            first[p] -= grad[i];
            second[p] -= hess[i];
            rows[p]++;
        }
        for (int p = 0; p < _biases.Length; p++)
        {
            double regularization = _options.PositionBiasRegularization * rows[p];
            _biases[p] += _options.LearningRate * (first[p] - _biases[p] * regularization) / (Math.Abs(second[p] - regularization) + 0.001);
        }
    }
}
