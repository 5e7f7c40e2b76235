using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Numerics;

/// <summary>Products of the shapes that encoders and sequence models need, against the machine's multiply-add peak doing as many.</summary>
[MinColumn, MemoryDiagnoser]
public class GemmBenchmarks
{
    private float[] _a = [], _b = [], _transposed = [], _c = [];
    private PackedMatrix _packed = PackedMatrix.Pack([], 0, 0), _brain = PackedMatrix.Pack([], 0, 0);
    private QuantizedMatrix _bytes = QuantizedMatrix.Pack([], 0, 0);

    [Params("1x384x1536", "36x384x384", "512x384x1536", "2000x64x256")]
    public string Shape { get; set; } = "";

    private int M, K, N;

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (M, K, N) = (sizes[0], sizes[1], sizes[2]);
        var random = new RandomStream(1, "gemm");
        float[] Fill(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextFloat() - 0.5f)];
        (_a, _b, _transposed, _c) = (Fill(M * K), Fill(K * N), Fill(M * N), new float[Math.Max(M, K) * N]);
        (_packed, _brain, _bytes) = (PackedMatrix.Pack(_b, K, N), PackedMatrix.Pack(_b, K, N, WeightFormat.Brain16), QuantizedMatrix.Pack(_b, K, N));
    }

    /// <summary>As many multiply-adds with nothing to load or store.</summary>
    [Benchmark(Baseline = true)]
    public float Peak() => MultiplyAddPeak.Run((long)M * K * N);

    [Benchmark]
    public void Packed() => Gemm.Multiply(_a, M, K, _packed, [], _c, N);

    [Benchmark]
    public void PackedBrain16() => Gemm.Multiply(_a, M, K, _brain, [], _c, N);

    [Benchmark]
    public void Bytes() => QuantizedGemm.Multiply(_a, M, K, _bytes, [], _c, N);

    [Benchmark]
    public void General() => Gemm.Multiply(M, N, K, _a, K, false, _b, N, false, _c, N);

    /// <summary>Aᵀ·C, the gradient of weights.</summary>
    [Benchmark]
    public void WeightGradient() => Gemm.Multiply(K, N, M, _a, K, true, _transposed, N, false, _c, N);
}
