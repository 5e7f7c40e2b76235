using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Learns what each term of the items' texts weighs in telling what users turn to next: a brand more, a size less.</summary>
/// <remarks>
/// <code>
/// w_t = w₀ e^{θ_t}          s_ij = Σ_a γ^a Σ_t w_t x(h_ia)[t] x_j[t]
/// L   = −(1/B) Σ_i ln softmax_j(s_ij)[next_i] + (ρ/2) |θ|²
/// </code>
/// One number a term, so that what is learned from known items holds for new ones. x is TF-IDF, of length 1. Invariants the tests hold:
/// gradients equal finite differences.
/// </remarks>
internal static class TermWeightTraining
{
    private const float Begin = 10; // w₀: what makes logits of cosines before learning
    private const float Rate = 0.05f, Pull = 1e-4f;
    private const int Examples = 60_000; // one number a term needs no more

    // Adam divides by the size of gradients; this keeps terms that hardly ever matter from moving as far as others.
    private const float Damping = 1e-4f;

    /// <summary>The terms, each entry times √w of its term: their products are the learned scores.</summary>
    public static SparseRows Fit(SparseRows terms, NextItemExamples examples, NextItemSettings settings, RunSettings run)
    {
        var scores = new TermScores(terms);
        float[] theta = new float[terms.ColumnCount], first = new float[theta.Length], second = new float[theta.Length];
        scores.Weights.AsSpan().Fill(Begin);
        int[] order = examples.Pass(Examples, run.Random("term weights.pass"));
        int steps = (order.Length + settings.BatchSize - 1) / settings.BatchSize;
        for (int s = 0; s < steps; s++)
        {
            var rows = order.AsSpan((int)((long)order.Length * s / steps)..(int)((long)order.Length * (s + 1) / steps));
            var step = new NextItemStep(examples, rows, settings.Negatives, 0, null, run.Random("term weights.step", s));
            var (loss, gradient) = Loss(step, scores, run);
            for (int t = 0; t < theta.Length; t++)
                gradient[t] = (gradient[t] + Pull * theta[t]) * Damping;
            AdamStep.Apply(theta, gradient, first, second, Rate * (1 - 0.8f * s / steps), 0, s + 1);
            for (int t = 0; t < theta.Length; t++)
                scores.Weights[t] = Begin * MathF.Exp(theta[t]);
            if (s % 20 == 0)
                run.Report("term weights", (double)s / steps, FormattableString.Invariant($"loss {loss:F3}"));
        }
        return Scaled(terms, scores.Weights);
    }

    /// <summary>The loss of a step without the pull, and its gradient with respect to θ.</summary>
    internal static (double Loss, float[] Gradient) Loss(NextItemStep step, TermScores scores, RunSettings run)
    {
        scores.Look(step);
        var losses = new double[step.Rows];
        var parts = new List<(int Term, float Gradient)>[step.Rows];
        run.ParallelFor(step.Rows, () => new float[step.Columns], (i, row) =>
        {
            Array.Clear(row);
            scores.AddTo(step, i, row);
            step.Finish(i, row);
            losses[i] = ContrastiveLoss.ForRow(row, step.Next[i], 1f / step.Rows);
            scores.Gradient(step, i, row, parts[i] = []);
        });
        var gradient = new float[scores.Weights.Length];
        foreach (var part in parts)
            foreach (var (term, value) in part)
                gradient[term] += value;
        return (losses.Sum(), gradient);
    }

    private static SparseRows Scaled(SparseRows terms, float[] weights)
    {
        var rows = new (int[], float[])[terms.Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            int[] numbers = terms.ColumnsOf(i).ToArray();
            var values = terms.ValuesOf(i).ToArray();
            for (int t = 0; t < numbers.Length; t++)
                values[t] *= MathF.Sqrt(weights[numbers[t]]);
            rows[i] = (numbers, values);
        }
        return SparseRows.Join(terms.ColumnCount, rows);
    }
}
