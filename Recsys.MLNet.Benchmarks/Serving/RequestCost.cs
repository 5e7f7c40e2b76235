using BenchmarkDotNet.Attributes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>What a request costs, whole and by stage, on a simulated shop of 2,000 users and 5,000 items.</summary>
[MemoryDiagnoser]
public class RequestCost
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"recsys-{Guid.NewGuid():N}.recsys");
    private readonly CandidateSet _set = new();
    private Recommender _recommender = null!;
    private RecsysEngine _engine = null!;
    private RankedItem[] _own = [];
    private long _at;
    private int _n;

    [GlobalSetup]
    public void Train()
    {
        var options = new SimulationOptions { Users = 2000, Items = 5000, Days = 14 };
        new RecommenderTrainer().Train(new Simulator(options).Events(RunSettings.Default), RunSettings.Default).Save(_path);
        _recommender = Recommender.Open(_path);
        _engine = new RecsysEngine(new() { Package = _path });
        _own = [.. Enumerable.Range(0, 100).Select(i => new RankedItem { Id = "i" + i * 47 % 5000 })];
        _at = _recommender.Now;
    }

    [GlobalCleanup]
    public void Clean()
    {
        _engine.Dispose();
        File.Delete(_path);
    }

    private string User => "u" + (_n += 37) % 2000;

    [Benchmark(Baseline = true)]
    public RecommendationResponse Recommend10() => _recommender.Recommend(new RecommendationRequest { User = User, At = _at });

    [Benchmark]
    public RecommendationResponse Rank100() => _recommender.Recommend(new RecommendationRequest { User = User, At = _at, Count = 100, Candidates = _own });

    [Benchmark]
    public int Recall()
    {
        using var state = _recommender.World.Open();
        Recall(new RecallContext(state, User, _at));
        return _set.Count;
    }

    [Benchmark]
    public float RecallAndFeatures()
    {
        using var state = _recommender.World.Open();
        var request = new RecallContext(state, User, _at);
        Recall(request);
        var rows = _set.FeatureRows(_recommender.Model.Schema.Width);
        _recommender.Model.Schema.Write(request, _set, rows);
        return rows[0];
    }

    [Benchmark]
    public Task<IngestResult> Ingest() =>
        _engine.IngestAsync(new Event { Kind = EventKind.Interaction, User = User, Item = "i" + _n * 13 % 5000, Type = "click", Timestamp = _at + _n });

    private void Recall(RecallContext request)
    {
        var sources = _recommender.Model.Sources;
        _set.Reset(request.State, sources);
        for (int s = 0; s < sources.Count; s++)
        {
            _set.Begin(s);
            sources[s].Recall(request, _set);
        }
    }
}
