using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Benchmarks.Collaborative;

/// <summary>Whole fits on a million synthetic ratings, four passes each; divide by four million updates, or eight million visits for ALS.</summary>
[MemoryDiagnoser]
public class FactorizationBenchmark
{
    private const int Passes = 4;
    private SyntheticRatings _ratings = null!;

    [Params(32, 64, 128)]
    public int Factors { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    private RunSettings Run => new() { Threads = Threads };

    [GlobalSetup]
    public void Setup() => _ratings = SyntheticRatings.Create(6040, 3700, 1_000_000, 100_000, 11);

    [Benchmark(Baseline = true)]
    public RatingModel Sgd() => new SgdTrainer(new SgdOptions { Factors = Factors, Epochs = Passes }).Fit(_ratings.Train, Run);

    [Benchmark]
    public FactorModel Bpr() => new BprTrainer(new BprOptions { Factors = Factors, Epochs = Passes }).Fit(_ratings.Train, Run);

    [Benchmark]
    public FactorModel AlsBlocks() => new AlsTrainer(new AlsOptions { Factors = Factors, Epochs = Passes, Solver = AlsSolver.BlockCoordinate }).Fit(_ratings.Train, Run);

    [Benchmark]
    public FactorModel AlsCholesky() => new AlsTrainer(new AlsOptions { Factors = Factors, Epochs = Passes, Solver = AlsSolver.Cholesky }).Fit(_ratings.Train, Run);
}
