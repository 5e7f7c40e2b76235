using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Numerics;

/// <summary>Products of the shapes that encoders and sequence models need, against the machine's multiply-add peak doing as many.</summary>
[MinColumn, MemoryDiagnoser]
public class GemmBenchmarks
{
    private const int PeakChains = 10, Lanes = 8;
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

    /// <summary>As many multiply-adds with nothing to load or store: 256-bit vectors, ten independent chains.</summary>
    [Benchmark(Baseline = true), MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Peak()
    {
        Vector256<float> x = Vector256.Create(1.0001f), y = Vector256.Create(1e-9f), a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
        for (long t = (long)M * K * N / (PeakChains * Lanes); t > 0; t--)
        {
            a = Vector256.MultiplyAddEstimate(a, x, y);
            b = Vector256.MultiplyAddEstimate(b, x, y);
            c = Vector256.MultiplyAddEstimate(c, x, y);
            d = Vector256.MultiplyAddEstimate(d, x, y);
            e = Vector256.MultiplyAddEstimate(e, x, y);
            f = Vector256.MultiplyAddEstimate(f, x, y);
            g = Vector256.MultiplyAddEstimate(g, x, y);
            h = Vector256.MultiplyAddEstimate(h, x, y);
            i = Vector256.MultiplyAddEstimate(i, x, y);
            j = Vector256.MultiplyAddEstimate(j, x, y);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }

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
