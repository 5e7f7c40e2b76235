using System.Numerics.Tensors;

namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>Loss and gradient of one choice under the mission's scorer.</summary>
/// <remarks>
/// <code>
/// l_i = W·f_i + U·g + β                    β = b + b′, one number to the gradient
/// logistic   L = (1/C) Σ_i ln(1 + e^l_i) − y_i l_i          ∂L/∂l_i = (σ(l_i) − y_i) / C
/// softmax    L = −Σ_i (y_i/Σy) ln softmax_i(l)              ∂L/∂l_i = softmax_i(l) − y_i/Σy
/// ∂L/∂W = Σ_i ∂l_i f_i          ∂L/∂U = (Σ_i ∂l_i) g          ∂L/∂β = Σ_i ∂l_i
/// </code>
/// Shapes: parameters and gradient (2D + 1) as W, U, β; candidates (C, D), user (D), labels (C), 0 or 1.
/// Invariants the tests hold: gradients equal finite differences; under softmax those of U and β are 0.
/// </remarks>
internal static class TextScorerKernel
{
    /// <summary>Adds a choice's gradient and returns its loss.</summary>
    public static double Add(ReadOnlySpan<float> parameters, ReadOnlySpan<float> candidates, ReadOnlySpan<float> user, ReadOnlySpan<float> labels, TextScorerLoss loss, Span<float> gradient)
    {
        int d = user.Length, count = labels.Length;
        float shared = TensorPrimitives.Dot(parameters.Slice(d, d), user) + parameters[2 * d];
        Span<float> slopes = count <= 256 ? stackalloc float[count] : new float[count];
        for (int i = 0; i < count; i++)
            slopes[i] = TensorPrimitives.Dot(parameters[..d], candidates.Slice(i * d, d)) + shared;
        double value = loss == TextScorerLoss.Logistic ? Logistic(slopes, labels) : Softmax(slopes, labels);
        float total = 0;
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.MultiplyAdd(candidates.Slice(i * d, d), slopes[i], gradient[..d], gradient[..d]);
            total += slopes[i];
        }
        TensorPrimitives.MultiplyAdd(user, total, gradient.Slice(d, d), gradient.Slice(d, d));
        gradient[2 * d] += total;
        return value;
    }

    private static double Logistic(Span<float> logits, ReadOnlySpan<float> labels)
    {
        double loss = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double l = logits[i];
            loss += Math.Max(l, 0) + Math.Log(1 + Math.Exp(-Math.Abs(l))) - labels[i] * l;
            logits[i] = (1 / (1 + MathF.Exp(-logits[i])) - labels[i]) / logits.Length;
        }
        return loss / logits.Length;
    }

    private static double Softmax(Span<float> logits, ReadOnlySpan<float> labels)
    {
        float chosen = TensorPrimitives.Sum(labels);
        if (chosen == 0)
        {
            logits.Clear(); // nothing chosen says nothing about the order
            return 0;
        }
        float max = TensorPrimitives.Max<float>(logits);
        double sum = 0, loss = 0;
        foreach (float l in logits)
            sum += Math.Exp(l - max);
        double normal = max + Math.Log(sum);
        for (int i = 0; i < logits.Length; i++)
        {
            loss -= labels[i] / chosen * (logits[i] - normal);
            logits[i] = (float)Math.Exp(logits[i] - normal) - labels[i] / chosen;
        }
        return loss;
    }
}
