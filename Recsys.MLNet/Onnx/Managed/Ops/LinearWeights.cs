using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The weights (K, N) of a matrix product, in the form that a session was asked to keep them in.</summary>
internal sealed class LinearWeights
{
    private readonly PackedMatrix? _packed;
    private readonly QuantizedMatrix? _quantized;

    private LinearWeights(PackedMatrix? packed, QuantizedMatrix? quantized) =>
        (_packed, _quantized, K, N) = (packed, quantized, packed?.K ?? quantized!.K, packed?.N ?? quantized!.N);

    public int K { get; }

    public int N { get; }

    public static LinearWeights Of(ReadOnlySpan<float> values, int k, int n, bool transposed, OnnxWeights form)
    {
        if (form == OnnxWeights.Int8)
            return new(null, transposed ? QuantizedMatrix.PackTransposed(values, k, n) : QuantizedMatrix.Pack(values, k, n));
        var format = form switch
        {
            OnnxWeights.Float16 => WeightFormat.Half16,
            OnnxWeights.BFloat16 => WeightFormat.Brain16,
            _ => WeightFormat.Float32,
        };
        return new(transposed ? PackedMatrix.PackTransposed(values, k, n, format) : PackedMatrix.Pack(values, k, n, format), null);
    }

    /// <summary>to = act(a·W + bias), a of (rows, K), to of (rows, N); <paramref name="next"/> are the weights that will be read after these.</summary>
    public void Multiply(ReadOnlySpan<float> a, int rows, ReadOnlySpan<float> bias, Span<float> to, Activation activation, int threads, LinearWeights? next = null)
    {
        if (_packed is not null)
            Gemm.Multiply(a, rows, K, _packed, bias, to, N, activation, threads, next?._packed);
        else
            QuantizedGemm.Multiply(a, rows, K, _quantized!, bias, to, N, activation, threads);
    }
}
