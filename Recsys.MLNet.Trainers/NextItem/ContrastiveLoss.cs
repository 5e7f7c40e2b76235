using System.Numerics.Tensors;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>Softmax cross-entropy of each row's own column against all columns, and its gradient, in place.</summary>
/// <remarks>
/// <code>
/// L   = −(1/B) Σ_i ln softmax_j(s_ij)[i]          columns with mask are left out
/// g_ij = (softmax_j(s_ij) − [i = j]) / B
/// </code>
/// Shapes: scores (B, C), C ≥ B; column i is row i's positive. Scores are overwritten by the gradient.
/// Invariants the tests hold: every row of the gradient sums to 0; masked entries are 0; gradients equal finite differences.
/// van den Oord et al. 2018, "Representation learning with contrastive predictive coding", §2.3.
/// </remarks>
internal static class ContrastiveLoss
{
    /// <param name="scores">One row of scores (C); −∞ leaves a column out. Overwritten by the gradient.</param>
    /// <param name="positive">The row's own column.</param>
    /// <param name="scale">1/B.</param>
    /// <returns>The row's loss times scale.</returns>
    public static float ForRow(Span<float> scores, int positive, float scale)
    {
        float max = TensorPrimitives.Max<float>(scores);
        float own = scores[positive], sum = 0;
        TensorPrimitives.Add(scores, -max, scores);
        Recsys.MLNet.Numerics.VectorMath.Exp(scores, scores);
        sum = TensorPrimitives.Sum<float>(scores);
        TensorPrimitives.Multiply(scores, scale / sum, scores);
        scores[positive] -= scale;
        return scale * (max + MathF.Log(sum) - own);
    }
}
