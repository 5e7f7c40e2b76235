using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Squared error: <c>grad = s − y</c>, <c>hess = 1</c>, both times the weight.</summary>
internal sealed class RegressionObjective(float[] labels, float[]? weights) : ITreeObjective
{
    public string Name => "regression";

    public double InitialScore()
    {
        double sum = 0, total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double weight = weights is null ? 1 : weights[i];
            sum += weight * labels[i];
            total += weight;
        }
        return total > 0 ? sum / total : 0;
    }

    public void Gradients(double[] scores, float[] grad, float[] hess, int iteration, RunSettings run, WorkCrew crew)
    {
        const int Chunk = 8192;
        crew.For((labels.Length + Chunk - 1) / Chunk, (c, _) =>
        {
            for (int i = c * Chunk; i < Math.Min(labels.Length, (c + 1) * Chunk); i++)
            {
                float weight = weights is null ? 1 : weights[i];
                grad[i] = (float)(scores[i] - labels[i]) * weight;
                hess[i] = weight;
            }
        });
    }
}
