using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>One request: 500 candidates of 64 features under 300 trees, row by row and as a block.</summary>
public class TreeScoringBenchmark
{
    private const int Candidates = 500, Features = 64;
    private readonly float[] _scores = new float[Candidates];
    private TreeEnsemble _model = null!;
    private RowMatrix _rows = null!;

    [Params(31, 255)]
    public int Leaves { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "benchmark");
        var rows = new RowMatrix(20_000, Features);
        var labels = new float[rows.Rows];
        for (int i = 0; i < rows.Rows; i++)
        {
            var row = rows.Row(i);
            for (int f = 0; f < Features; f++)
                row[f] = (float)random.NextGaussian();
            labels[i] = row[0] * row[1] + row[2] + (float)random.NextGaussian();
        }
        var options = new LambdaRankOptions { Objective = TreeObjective.Regression, Trees = 300, Leaves = Leaves };
        _model = new LambdaRankTrainer(options).Fit(new RankingDataset(rows, labels), RunSettings.Default);
        _rows = new RowMatrix(Candidates, Features, rows.Values[..(Candidates * Features)]);
    }

    [Benchmark(Baseline = true)]
    public void RowByRow()
    {
        for (int i = 0; i < Candidates; i++)
            _scores[i] = _model.Score(_rows.Row(i));
    }

    [Benchmark]
    public void Block() => _model.Score(_rows, _scores);
}
