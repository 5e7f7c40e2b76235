using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Log loss of labels 0 and 1.</summary>
/// <remarks>
/// <code>y = ±1     r = −y·σ / (1 + exp(y·σ·s))     grad = r·w     hess = |r|·(σ − |r|)·w</code>
/// w is the row's weight times that of its label.
/// </remarks>
internal sealed class BinaryObjective : ITreeObjective
{
    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly double _sigmoid;
    private readonly double _positiveWeight = 1;
    private readonly double _negativeWeight = 1;

    public BinaryObjective(LambdaRankOptions options, float[] labels, float[]? weights)
    {
        _labels = labels;
        _weights = weights;
        _sigmoid = options.Sigmoid;
        int positives = labels.Count(l => l > 0), negatives = labels.Length - positives;
        if (options.IsUnbalance && positives > 0 && negatives > 0)
        {
            _positiveWeight = positives > negatives ? 1 : (double)negatives / positives;
            _negativeWeight = positives > negatives ? (double)positives / negatives : 1;
        }
        _positiveWeight *= options.ScalePosWeight;
    }

    public string Name => FormattableString.Invariant($"binary sigmoid:{_sigmoid}");

    public double InitialScore()
    {
        double positive = 0, total = 0;
        for (int i = 0; i < _labels.Length; i++)
        {
            double weight = _weights is null ? 1 : _weights[i];
            positive += _labels[i] > 0 ? weight : 0;
            total += weight;
        }
        double mean = Math.Clamp(total > 0 ? positive / total : 0.5, 1e-15, 1 - 1e-15);
        return Math.Log(mean / (1 - mean)) / _sigmoid;
    }

    public void Gradients(double[] scores, float[] grad, float[] hess, int iteration, RunSettings run, WorkCrew crew)
    {
        const int Chunk = 8192;
        crew.For((_labels.Length + Chunk - 1) / Chunk, (c, _) =>
        {
            for (int i = c * Chunk; i < Math.Min(_labels.Length, (c + 1) * Chunk); i++)
            {
                double y = _labels[i] > 0 ? 1 : -1;
                double response = -y * _sigmoid / (1 + Math.Exp(y * _sigmoid * scores[i]));
                double size = Math.Abs(response);
                double weight = (y > 0 ? _positiveWeight : _negativeWeight) * (_weights is null ? 1 : _weights[i]);
                grad[i] = (float)(response * weight);
                hess[i] = (float)(size * (_sigmoid - size) * weight);
            }
        });
    }
}
