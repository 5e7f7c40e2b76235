using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The weights (K, N) of a matrix product, in the form that a session was asked to keep them in.</summary>
internal sealed class LinearWeights
{
    private readonly PackedMatrix _packed;

    private LinearWeights(PackedMatrix packed) => (_packed, K, N) = (packed, packed.K, packed.N);

    public int K { get; }

    public int N { get; }

    public static LinearWeights Of(float[] values, int k, int n, bool transposed, OnnxWeights form) =>
        new(transposed ? PackedMatrix.PackTransposed(values, k, n) : PackedMatrix.Pack(values, k, n));

    /// <summary>to = a·W + bias, a of (rows, K), to of (rows, N).</summary>
    public void Multiply(ReadOnlySpan<float> a, int rows, ReadOnlySpan<float> bias, Span<float> to, int threads, Arena arena) =>
        Gemm.Multiply(a, rows, K, _packed, bias, to, N, threads);
}
