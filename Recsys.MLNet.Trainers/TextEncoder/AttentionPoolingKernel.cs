using System.Numerics.Tensors;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Learned-query attention pooling of token embeddings, forward and backward, for one text.</summary>
/// <remarks>
/// <code>
/// a = softmax(E q + b)        u = aᵀE
/// ga_t = gu·e_t               gl_t = a_t (ga_t − Σ_s a_s ga_s)          gradient of the logit
/// ge_t = a_t gu + gl_t q      gq = Σ_t gl_t e_t      gb_t = gl_t
/// </code>
/// Shapes: tokens (T) numbers of rows of the embeddings, attention (T), u, gu and q (D), ge (T, D), gl (T).
/// Invariants the tests hold: attention sums to 1; gl sums to 0; gradients equal finite differences. O(T·D).
/// </remarks>
internal static class AttentionPoolingKernel
{
    public static void Forward(TextNetwork network, ReadOnlySpan<int> tokens, Span<float> attention, Span<float> u)
    {
        for (int t = 0; t < tokens.Length; t++)
            attention[t] = TensorPrimitives.Dot<float>(network.Embeddings.Row(tokens[t]), network.Query) + network.Bias[tokens[t]];
        Softmax(attention);
        u.Clear();
        for (int t = 0; t < tokens.Length; t++)
            TensorPrimitives.MultiplyAdd(network.Embeddings.Row(tokens[t]), attention[t], u, u);
    }

    public static void Backward(TextNetwork network, ReadOnlySpan<int> tokens, ReadOnlySpan<float> attention, ReadOnlySpan<float> gu, Span<float> ge, Span<float> gl)
    {
        int d = network.Width;
        float mean = 0;
        for (int t = 0; t < tokens.Length; t++)
        {
            gl[t] = TensorPrimitives.Dot(network.Embeddings.Row(tokens[t]), gu);
            mean += attention[t] * gl[t];
        }
        for (int t = 0; t < tokens.Length; t++)
        {
            gl[t] = attention[t] * (gl[t] - mean);
            var row = ge.Slice(t * d, d);
            TensorPrimitives.Multiply(gu, attention[t], row);
            TensorPrimitives.MultiplyAdd(network.Query, gl[t], row, row);
        }
    }

    // Few tokens, so plain code; the maximum comes off first.
    private static void Softmax(Span<float> values)
    {
        float max = TensorPrimitives.Max<float>(values), sum = 0;
        foreach (ref float value in values)
        {
            value = MathF.Exp(value - max);
            sum += value;
        }
        TensorPrimitives.Multiply(values, 1 / sum, values);
    }
}
