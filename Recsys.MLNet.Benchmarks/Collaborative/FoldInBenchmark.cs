using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Benchmarks.Collaborative;

/// <summary>The vector of a user from their history, against fitted items.</summary>
[MemoryDiagnoser]
public class FoldInBenchmark
{
    private FactorModel _model = null!;
    private int[] _items = [], _types = [];
    private float[] _weights = [], _vector = [];
    private long[] _times = [];

    [Params(32, 64, 128)]
    public int Factors { get; set; }

    [Params(5, 50)]
    public int History { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ratings = SyntheticRatings.Create(2000, 1000, 100_000, 1000, 11);
        _model = new AlsTrainer(new AlsOptions { Factors = Factors, Epochs = 2 }).Fit(ratings.Train, RunSettings.Default);
        _items = [.. Enumerable.Range(0, History).Select(n => n * 17)];
        _types = new int[History];
        _weights = [.. Enumerable.Repeat(1f, History)];
        _times = new long[History];
        _vector = new float[Factors];
    }

    [Benchmark]
    public float Implicit() => _model.UserVector(new UserContext(-1, _items, _types, _weights, _times, 0), _vector);
}
