using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Numerics;

/// <summary>One query against every item, with the best hundred kept: sizes that fit the second- and third-level caches, and memory.</summary>
[MinColumn, MemoryDiagnoser]
public class ItemScanBenchmarks
{
    private const int Factors = 64;
    private readonly TopK _top = new(100);
    private float[] _items = [], _query = [], _scores = [];
    private ItemBlocks _blocks = new([], 0, Factors);
    private QuantizedItemBlocks _bytes = new([], 0, Factors);

    [Params(2_000, 100_000, 500_000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "scan");
        (_items, _query, _scores) = (new float[Items * Factors], new float[Factors], new float[Items]);
        foreach (ref float v in _items.AsSpan())
            v = random.NextFloat() - 0.5f;
        foreach (ref float v in _query.AsSpan())
            v = random.NextFloat() - 0.5f;
        (_blocks, _bytes) = (new(_items, Items, Factors), new(_items, Items, Factors));
    }

    [Benchmark(Baseline = true)]
    public void TensorPrimitivesDot()
    {
        for (int i = 0; i < Items; i++)
            _scores[i] = TensorPrimitives.Dot<float>(_query, _items.AsSpan(i * Factors, Factors));
        _top.Clear();
        _top.Push(_scores);
    }

    [Benchmark]
    public void Rows()
    {
        RowScores.Compute(_query, _items, _scores);
        _top.Clear();
        _top.Push(_scores);
    }

    [Benchmark]
    public void Blocks()
    {
        _top.Clear();
        _blocks.Search(_query, _top);
    }

    [Benchmark]
    public void ByteBlocks()
    {
        _top.Clear();
        _bytes.Search(_query, _top);
    }
}
