using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Cross entropy between the softmax of a query's scores and a relevance distribution drawn anew for every tree.</summary>
/// <remarks>
/// <code>
/// ρ = softmax(s)     φ_i = (2^y_i − u_i) / Σ_j (2^y_j − u_j), u uniform in [0, 1)
/// grad = first three terms of the expansion of the NDCG surrogate around ρ − φ      hess = ρ·(1 − ρ)
/// </code>
/// Bruch 2021, "An alternative cross entropy loss for learning-to-rank", §4. One draw a query and tree, from a stream of its own.
/// </remarks>
internal sealed class RankXendcgObjective(float[] labels, int[] groupSizes, float[]? weights) : ITreeObjective
{
    private readonly int[] _start = LambdaRankObjective.QueryStarts(groupSizes);
    private readonly int _longest = groupSizes.Max();

    public string Name => "rank_xendcg";

    public double InitialScore() => 0;

    public void Gradients(double[] scores, float[] grad, float[] hess, int iteration, RunSettings run, WorkCrew crew) =>
        crew.For(groupSizes.Length, () => new double[2 * _longest], (q, scratch) =>
        {
            int start = _start[q], n = groupSizes[q];
            var random = run.Random("lambdarank.xendcg", ((long)iteration << 32) + q);
            OneQuery(scores.AsSpan(start, n), start, scratch.AsSpan(0, n), scratch.AsSpan(_longest, n), random, grad.AsSpan(start, n), hess.AsSpan(start, n));
        });

    private void OneQuery(ReadOnlySpan<double> scores, int start, Span<double> rho, Span<double> terms, RandomStream random, Span<float> grad, Span<float> hess)
    {
        int n = scores.Length;
        if (n < 2)
        {
            grad.Clear();
            hess.Clear();
            return;
        }
        Softmax(scores, rho);
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            terms[i] = Math.Pow(2, (int)labels[start + i]) - random.NextFloat();
            sum += terms[i];
        }
        double inverse = 1 / Math.Max(1e-15, sum), first = 0, second = 0;
        for (int i = 0; i < n; i++)
        {
            double term = rho[i] - terms[i] * inverse;
            grad[i] = (float)term;
            terms[i] = term / (1 - rho[i]);
            first += terms[i];
        }
        for (int i = 0; i < n; i++)
        {
            double term = rho[i] * (first - terms[i]);
            grad[i] += (float)term;
            terms[i] = term / (1 - rho[i]);
            second += terms[i];
        }
        for (int i = 0; i < n; i++)
        {
            float weight = weights is null ? 1 : weights[start + i];
            grad[i] = (grad[i] + (float)(rho[i] * (second - terms[i]))) * weight;
            hess[i] = (float)(rho[i] * (1 - rho[i])) * weight;
        }
    }

    private static void Softmax(ReadOnlySpan<double> scores, Span<double> rho)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (double score in scores)
            most = Math.Max(most, score);
        for (int i = 0; i < scores.Length; i++)
            sum += rho[i] = Math.Exp(scores[i] - most);
        // Kept off 1 by an ulp: a query with one overwhelming score must not divide by 0.
        for (int i = 0; i < scores.Length; i++)
            rho[i] = Math.Min(rho[i] / sum, 1 - 1e-12);
    }
}
