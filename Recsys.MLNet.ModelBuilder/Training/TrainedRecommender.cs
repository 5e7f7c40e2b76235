using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Segments;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>A recommender that was trained and can be saved as a package.</summary>
public sealed class TrainedRecommender
{
    private readonly IReadOnlyList<(string Name, ISavedModel Model)> _models;
    private readonly ModelVocabulary _vocabulary;
    private readonly ComponentRegistry _components;

    internal TrainedRecommender(PackageManifest manifest, WorldState state, ModelVocabulary vocabulary, IReadOnlyList<(string Name, ISavedModel Model)> models, ServingOptions serving, RankerFit? ranker, IReadOnlyList<string> leftOut, UserSegments? segments, ComponentRegistry components)
    {
        (Manifest, State, _vocabulary, _models, Serving, Ranker, LeftOut, Segments, _components) = (manifest, state, vocabulary, models, serving, ranker, leftOut, segments, components);
    }

    /// <summary>What the package will say of itself.</summary>
    public PackageManifest Manifest { get; }

    /// <summary>Users and items as of the last event.</summary>
    public WorldState State { get; }

    /// <summary>Names of the fitted models.</summary>
    public IReadOnlyList<string> Models => [.. _models.Select(m => m.Name)];

    /// <summary>How lists are made.</summary>
    public ServingOptions Serving { get; }

    /// <summary>The final ranker and what came of learning it, or null where the untrained fusion of the sources ranks.</summary>
    public RankerFit? Ranker { get; }

    /// <summary>The segments of users, or null where none were learned.</summary>
    public UserSegments? Segments { get; }

    /// <summary>Models that the data could not support, and why.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Names of the models that went on from a package before.</summary>
    public IReadOnlyList<string> Continued { get; internal init; } = [];

    /// <summary>The same recommender, known to come from a store and to hold its events up to a number.</summary>
    internal TrainedRecommender From(string store, long last) =>
        new(Manifest with { Store = store, StateEvents = last }, State, _vocabulary, _models, Serving, Ranker, LeftOut, Segments, _components) { Continued = Continued };

    /// <summary>What serves these parts without a package between: what evaluation asks.</summary>
    public ServingModel ToServingModel()
    {
        var model = ServingModel.Of("trained", Serving, State.Options, _vocabulary, [.. _models.Select(m => (m.Name, (IItemScorer)m.Model))], Ranker?.Trees, _components, Segments).With(Ranker?.Calibration?.Curve);
        if (Ranker?.Aims is { } aims)
            return model.With(aims, Serving.Objectives);
        return (Ranker?.Surfaces ?? []).Where(s => s.Trees is not null).Aggregate(model, (m, s) => m.With(s.Surface, s.Trees!));
    }

    /// <summary>The fitted models, to be continued on a log that begins with the events they were fitted on.</summary>
    internal EarlierModels Earlier(long events) =>
        new(_models.Where(m => m.Model is IItemScorer).ToDictionary(m => m.Name, m => (IItemScorer)m.Model, StringComparer.Ordinal), _vocabulary.Users, _vocabulary.Items, events);

    /// <summary>Writes the package, aside and renamed.</summary>
    /// <param name="path">Path of the package, usually ending in <c>.recsys</c>.</param>
    /// <param name="metrics">Metrics of an evaluation to keep with it, or null.</param>
    /// <returns>The manifest as written.</returns>
    public PackageManifest Save(string path, JsonObject? metrics = null)
    {
        PackageManifest? written = null;
        AtomicFile.Write(path, stream => written = Save(stream, metrics));
        return written!;
    }

    // How the ranker learned, beside whatever an evaluation measured.
    private JsonObject WithLearning(JsonObject? metrics)
    {
        var all = (JsonObject)(metrics ?? Manifest.Metrics).DeepClone();
        if (Ranker?.Rounds is { Count: > 0 } rounds)
            all["learning"] = new JsonObject { ["ranker"] = new JsonArray([.. rounds.Select(Step)]) };
        return all;

        static JsonNode Step(TrainingRound round)
        {
            var step = new JsonObject { ["trees"] = round.Trees };
            foreach (var (metric, value) in round.Metrics)
                step[metric] = Math.Round(value, 6);
            return step;
        }
    }

    /// <summary>Writes the package to a stream, which stays open.</summary>
    internal PackageManifest Save(Stream stream, JsonObject? metrics = null)
    {
        var writer = new PackageWriter();
        var index = (Manifest.Options["serving"]?.Deserialize<ServingOptions>(ModelPackage.JsonSettings) ?? new()).Index;
        writer.Add(PackageSections.Vocabulary, _vocabulary);
        writer.Add(PackageSections.State, into => State.Save(into));
        foreach (var (name, model) in _models)
        {
            writer.Add(PackageSections.Models + name, model);
            if (model is IVectorScorer vectors && ModelIndexes.Wanted(vectors, index))
                writer.Add(PackageSections.Indexes + name, ModelIndexes.Build(vectors, index));
        }
        if (Ranker is not null)
        {
            writer.Add(PackageSections.Ranker, Ranker.Aims ?? (ISavedModel)Ranker.Trees);
            foreach (var surface in Ranker.Surfaces.Where(s => s.Trees is not null))
                writer.Add(PackageSections.SurfaceRankers + surface.Surface, surface.Trees!);
            if (Ranker.Calibration is { } calibration)
                writer.Add(PackageSections.Calibrator, calibration.Curve);
        }
        if (Segments is not null)
            writer.Add(PackageSections.Segments, Segments);
        return writer.Save(stream, Manifest with { Metrics = WithLearning(metrics) });
    }
}
