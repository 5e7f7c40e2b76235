using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Behavior;

/// <summary>One request at width 64, two layers, fifty behaviours: from scratch, and one more behaviour on cached keys and values.</summary>
[MinColumn, MemoryDiagnoser]
public class BehaviorServingBenchmarks
{
    private readonly int[] _items = new int[50], _types = new int[50];
    private readonly float[] _weights = new float[50], _interest = new float[64];
    private readonly long[] _times = new long[50];
    private BehaviorAttentionModel? _model;
    private BehaviorMemory? _memory;
    private int _next;

    [Params(BehaviorBlock.PreNorm, BehaviorBlock.Gated)]
    public BehaviorBlock Block { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "serving");
        var weights = new BehaviorWeights(new() { Items = 1000, Width = 64, Heads = 1, Layers = 2, FeedForward = 64, Positions = 50, Block = Block, Types = 1, Gaps = true, TextWidth = 0 });
        foreach (ref float w in weights.Values.AsSpan())
            w = 0.1f * (float)random.NextGaussian();
        _model = new(weights);
        _memory = new(_model);
        for (int i = 0; i < 50; i++)
        {
            (_items[i], _times[i]) = (random.NextInt(1000), i * 40_000_000L);
            _memory.Append(_items[i], 0, _times[i]);
        }
    }

    [Benchmark(Baseline = true)]
    public bool FromScratch() => _model!.Interest(new UserContext(0, _items, _types, _weights, _times, 0), _interest);

    [Benchmark]
    public bool OneMore() => _memory!.Append(_next = (_next + 1) % 1000, 0, _times[^1]);
}
