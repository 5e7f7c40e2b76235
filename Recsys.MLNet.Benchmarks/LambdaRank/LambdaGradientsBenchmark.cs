using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>Gradients of one query at truncation 30.</summary>
public class LambdaGradientsBenchmark
{
    private float[] _scores = [], _gains = [], _discounts = [], _grad = [], _hess = [];

    [Params(20, 100, 400)]
    public int Documents { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "benchmark");
        int padded = Documents + LambdaGradients.Padding;
        (_scores, _gains, _discounts, _grad, _hess) = (new float[padded], new float[padded], new float[padded], new float[padded], new float[padded]);
        for (int i = 0; i < Documents; i++)
        {
            _scores[i] = -i * 0.03f;
            _gains[i] = (1 << random.NextInt(5)) - 1;
            _discounts[i] = (float)(1 / Math.Log2(2 + i));
        }
    }

    [Benchmark(Baseline = true)]
    public void Definition() => LambdaGradients.Reference(_scores, _gains, _discounts, Documents, 0.05f, 30, 1, true, _grad, _hess);

    [Benchmark]
    public void Vectors() => LambdaGradients.ForQuery(_scores, _gains, _discounts, Documents, 0.05f, 30, 1, true, _grad, _hess);
}
