using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>The loss of telling what users turn to next by the vectors of what they met, and its gradient with respect to the vectors.</summary>
/// <remarks>
/// <code>
/// p_i  = Σ_a γ^a z(h_ia)                  h_i0 the last item of the history
/// s_ij = p_i·z_j / τ + prior_ij − ln q_j          q_j how often item j is expected among the columns; items of the history are left out
/// L    = −(1/B) Σ_i ln softmax_j(s_ij)[next_i]
/// </code>
/// Shapes: rows (B), columns (C), vectors (N, O), columns first. Sampled softmax with the correction of Bengio and Senécal 2008,
/// "Adaptive importance sampling to accelerate training of a neural probabilistic language model", §III.
/// </remarks>
internal static class NextItemObjective
{
    /// <summary>The loss of unit vectors and its gradient with respect to them.</summary>
    public static double Loss(NextItemStep step, int width, ReadOnlyMemory<float> vectors, float[] gradients, float temperature, TermScores? prior, RunSettings run)
    {
        int b = step.Rows, c = step.Columns;
        float inverse = 1 / temperature;
        var profiles = new float[b * width];
        run.ParallelFor(b, i => Profile(step, i, inverse, vectors.Span, profiles.AsSpan(i * width, width)));
        var scores = new float[b * c];
        var columns = vectors.Span[..(c * width)];
        Gemm.Multiply(b, c, width, profiles, width, false, columns, width, true, scores, c, threads: run.EffectiveThreads);
        var losses = new double[b];
        run.ParallelFor(b, i =>
        {
            var row = scores.AsSpan(i * c, c);
            prior?.AddTo(step, i, row);
            step.Finish(i, row);
            losses[i] = ContrastiveLoss.ForRow(row, step.Next[i], 1f / b);
        });
        // dz_j = Gᵀ p, dp = G z, and a history item takes γ^a/τ of its row's dp.
        Array.Clear(gradients);
        Gemm.Multiply(c, width, b, scores, c, true, profiles, width, false, gradients.AsSpan(0, c * width), width, threads: run.EffectiveThreads);
        Gemm.Multiply(b, width, c, scores, c, false, columns, width, false, profiles, width, threads: run.EffectiveThreads);
        for (int i = 0; i < b; i++)
            Spread(step, i, inverse, profiles.AsSpan(i * width, width), gradients);
        double loss = 0;
        foreach (double part in losses)
            loss += part;
        return loss;
    }

    private static void Profile(NextItemStep step, int row, float scale, ReadOnlySpan<float> vectors, Span<float> profile)
    {
        int width = profile.Length;
        var history = step.HistoryOf(row);
        for (int a = history.Length - 1; a >= 0; a--, scale *= step.Decay)
            TensorPrimitives.MultiplyAdd(vectors.Slice(history[a] * width, width), scale, profile, profile);
    }

    private static void Spread(NextItemStep step, int row, float scale, ReadOnlySpan<float> profileGradient, float[] gradients)
    {
        int width = profileGradient.Length;
        var history = step.HistoryOf(row);
        for (int a = history.Length - 1; a >= 0; a--, scale *= step.Decay)
        {
            var gradient = gradients.AsSpan(history[a] * width, width);
            TensorPrimitives.MultiplyAdd(profileGradient, scale, gradient, gradient);
        }
    }
}
