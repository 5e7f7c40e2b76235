using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>Summing 136 columns of 100,000 rows: the definition against the blocked kernel, for all rows and for a tenth of them.</summary>
public unsafe class GradientHistogramBenchmark : IDisposable
{
    private const int Rows = 100_000, Columns = 136;
    private BinnedRows _bins = null!;
    private long[] _packed = [], _sums = [];
    private int[] _rows = [];

    [Params(1, 10)]
    public int OneIn { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "benchmark");
        _bins = new BinnedRows(Rows, Columns);
        for (int r = 0; r < Rows; r++)
            for (int c = 0; c < Columns; c++)
                _bins.Row(r)[c] = (byte)random.NextInt(c % 8 == 0 ? 2 : 254);
        _packed = new long[Rows];
        for (int r = 0; r < Rows; r++)
            _packed[r] = (long)random.NextBits();
        _rows = [.. Enumerable.Range(0, Rows).Where(_ => random.NextInt(OneIn) == 0)];
        _sums = new long[Columns * GradientHistogram.Width];
    }

    [Benchmark(Baseline = true)]
    public void Definition() => GradientHistogram.Reference(_bins, _rows, _packed, _sums);

    [Benchmark]
    public void Blocked()
    {
        fixed (long* packed = _packed, sums = _sums)
            GradientHistogram.Add(_bins, _rows, packed, sums, 0, Columns / 8);
    }

    public void Dispose()
    {
        _bins?.Dispose();
        GC.SuppressFinalize(this);
    }
}
