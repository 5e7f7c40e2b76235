using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>From an event log to a whole recommender: models, state as of the last event, the final ranker, how lists are made.</summary>
/// <remarks>
/// Where the log has absolute times and enough outcomes, the final ranker is learned (<see cref="RankerOptions"/>): the log is read once
/// to see what was asked for and what came of it, and a second time through the state that serves, which makes the ranker's rows.
/// Otherwise it is read once, and the model <c>pipeline</c> ranks by what interactions alone tell.
/// </remarks>
/// <param name="options">What it is made of.</param>
/// <param name="components">Known components; null for those of the process.</param>
public sealed partial class RecommenderTrainer(TrainingOptions options, ComponentRegistry? components = null)
{
    private const string Pipeline = "pipeline";
    private const int ListDepth = 100; // items that each trained source names to a learned ranker

    private readonly ComponentRegistry _components = components ?? ComponentRegistry.Shared;

    /// <summary>Folder in which the ranker's rows are kept and found again: a run that was stopped goes on from there, and one with other trees or aims learns from the same rows. Null keeps them in memory.</summary>
    public string? Rows { get; init; }

    /// <summary>Fits shared with the same recommender without one of its parts, or null.</summary>
    internal SharedFits? Fits { get; init; }

    /// <summary>A trainer with the default options.</summary>
    public RecommenderTrainer() : this(new()) { }

    /// <summary>Trains on the events of a folder, a file or a store.</summary>
    /// <param name="data">A folder with <c>events.jsonl</c>, a file, <c>sqlite:PATH</c> or <c>postgres://…</c>.</param>
    /// <param name="run">Seed, threads and progress.</param>
    public TrainedRecommender Train(string data, RunSettings run)
    {
        using var source = EventSource.Open(data);
        var trained = Train(source.Read(), run);
        // A service on this very store goes on after the last event that the package's state holds.
        return source.Store.Length == 0 ? trained : trained.From(source.Store, source.Last);
    }

    /// <summary>Trains on events, enumerated once, or twice where a ranker is learned: each time they must be the same.</summary>
    /// <exception cref="ArgumentException">Options are invalid, or there is no interaction to learn from.</exception>
    /// <exception cref="InvalidOperationException">The second enumeration gave other events than the first.</exception>
    public TrainedRecommender Train(IEnumerable<Event> events, RunSettings run) => Train(events, run, EarlierModels.None);

    /// <summary>Trains on events; models that were fitted on their beginning go on from there where their trainers can.</summary>
    internal TrainedRecommender Train(IEnumerable<Event> events, RunSettings run, EarlierModels earlier)
    {
        var read = Read(events, run, earlier);
        if (read.Requests is not null)
            Replay(read, events, run);
        var continued = new List<string>();
        var models = Fit(read.Trainers, read.Log, run, earlier, read.Known, continued);
        RankerFit? learned = null;
        var serving = read.Serving;
        if (read.Segments is null)
            using (var state = read.Replay.World.Open())
                FindSegments(read, state, run);
        if (read.Ranker is not null)
        {
            using var state = read.Replay.World.Open();
            (learned, string? whyNot) = read.Ranker.Learn(Assemble(read, models), state);
            if (whyNot is not null)
                read.LeftOut.Add($"ranker: {whyNot}");
            if (learned is { Quotas.Count: > 0 })
                serving = serving with { Quotas = [.. learned.Quotas.Select(q => q.Quota)] };
        }
        var cutoffs = models.ToDictionary(m => m.Name, _ => new PackageCutoff(read.Replay.Events, read.Newest));
        var manifest = new PackageManifest { DataFingerprint = read.Fingerprint, StateEvents = read.Replay.Events, Cutoffs = cutoffs, Options = Described(serving, options.Ranker) };
        if (learned is not null)
        {
            cutoffs[PackageSections.Ranker] = learned.Cutoff;
            var schema = serving.Features.Schema([.. serving.Sources.Select(s => s.Name)], _components, read.Segments);
            manifest = manifest with { SchemaHash = schema.Hash, Features = schema.Names };
        }
        manifest.WithComponents(_components.Required(Used(serving)));
        return new(manifest, read.Replay.World, read.Vocabulary, models, serving, learned, read.LeftOut, read.Segments, _components) { Continued = continued };
    }

    /// <summary>Makes the rows that the final ranker would learn from in the folder <see cref="Rows"/>, and goes on where a run before stopped.</summary>
    /// <param name="data">A folder with <c>events.jsonl</c>, a file, <c>sqlite:PATH</c> or <c>postgres://…</c>.</param>
    /// <param name="run">Seed, threads and progress.</param>
    /// <exception cref="ArgumentException">No folder was named, it holds other rows, or the log supports none.</exception>
    public RowsReport MakeRows(string data, RunSettings run)
    {
        using var source = EventSource.Open(data);
        return MakeRows(source.Read(), run);
    }

    /// <summary>The same from events, enumerated twice: each time they must be the same.</summary>
    public RowsReport MakeRows(IEnumerable<Event> events, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(run);
        if (Rows is null)
            throw new ArgumentException("RecommenderTrainer.Rows is not set; name the folder that the rows are to be written to.");
        var read = Read(events, run, EarlierModels.None);
        if (read.Ranker is null)
            throw new ArgumentException($"There are no rows to make. {(read.LeftOut.Find(l => l.StartsWith("ranker: ", StringComparison.Ordinal)) ?? "ranker: RankerOptions.Learn is false.")}");
        int before = read.Rows!.Parts.Count;
        Replay(read, events, run);
        return new(Rows, read.Rows.Features, read.Rows.Parts, before);
    }

    private ServingModel Assemble(LogReading read, IReadOnlyList<(string Name, ISavedModel Model)> fitted) =>
        ServingModel.Of("trained", read.Serving, options.State, read.Vocabulary, [.. fitted.Select(m => (m.Name, (IItemScorer)m.Model))], components: _components, segments: read.Segments);

    private JsonObject Described(ServingOptions serving, RankerOptions ranker) => new()
    {
        ["serving"] = PackageWriter.Options(serving),
        ["state"] = PackageWriter.Options(options.State),
        ["weights"] = PackageWriter.Options(options.Weights),
        ["models"] = FittedModels.ToJson(options.Models),
        ["ranker"] = PackageWriter.Options(ranker),
        ["without"] = JsonSerializer.SerializeToNode(options.Without),
        ["segments"] = PackageWriter.Options(options.Segments),
    };

    // Found once, before the first row, and kept: no row is told by what came after it, and a segment means the same in every row and in service.
    private void FindSegments(LogReading read, StateView state, RunSettings run)
    {
        if (!options.Segments.Learn || read.Segments is not null || read.LeftOut.Exists(l => l.StartsWith("segments: ", StringComparison.Ordinal)))
            return;
        run.Report("segments", double.NaN);
        (read.Segments, string? whyNot) = new SegmentTrainer(options.Segments).Fit(state, run);
        if (whyNot is not null)
            read.LeftOut.Add($"segments: {whyNot}");
    }

    /// <summary>The trees of a pipeline that was given its own, else those of the ranker.</summary>
    private LambdaRankOptions Trees()
    {
        string usual = PackageWriter.Options(new PipelineOptions().Ranker).ToJsonString();
        var given = options.Models.Select(m => m.Options).OfType<PipelineOptions>().FirstOrDefault(p => PackageWriter.Options(p.Ranker).ToJsonString() != usual);
        return given?.Ranker ?? options.Ranker.Trees;
    }

    /// <summary>The models to fit. Where a ranker is learned, <c>pipeline</c> means its sources: the ranker is the second stage.</summary>
    private List<(string Name, IItemScorerTrainer Trainer)> Trainers(InteractionLog log, bool ranked, List<string> leftOut)
    {
        var trainers = new List<(string Name, IItemScorerTrainer Trainer)>();
        var create = new ModelTrainers(_components);
        foreach (var use in options.Models)
        {
            if (create.WhyNot(use, log) is { } reason)
                leftOut.Add($"{use.Called}: {reason}");
            else if (use.Model != Pipeline || !ranked)
                Add(use.Called, create.Create(use, log));
            else
                // What is popular comes from the state, current with every event.
                foreach (var source in create.Sources(use, log).Where(s => s is not (PopularityTrainer or DecayedPopularityTrainer)))
                    Add(source.Name, source);
        }
        return trainers;

        void Add(string name, IItemScorerTrainer trainer)
        {
            if (!options.Without.Contains(name) && !trainers.Exists(t => t.Name == name))
                trainers.Add((name, trainer));
        }
    }

    private List<(string Name, ISavedModel Model)> Fit(IReadOnlyList<(string Name, IItemScorerTrainer Trainer)> trainers, InteractionLog log, RunSettings run,
        EarlierModels? earlier = null, int known = 0, List<string>? continued = null)
    {
        var models = new List<(string, ISavedModel)>();
        foreach (var (name, trainer) in trainers)
        {
            run.Report($"fit {name}", double.NaN);
            var model = earlier is null ? null : Continued(name, trainer, earlier.For(name, log), log, known, continued!, run);
            models.Add((name, (model ?? Fits?.Fit(name, trainer, log, run) ?? trainer.Fit(log, run)) as ISavedModel ?? throw new ArgumentException($"The model '{name}' cannot be saved in a package.")));
        }
        return models;
    }

    private static IItemScorer? Continued(string name, IItemScorerTrainer trainer, IItemScorer? before, InteractionLog log, int known, List<string> continued, RunSettings run)
    {
        if (before is null || trainer is not IContinuingTrainer continuing)
            return null;
        try
        {
            var model = continuing.Continue(before, log, known, run);
            continued.Add(name);
            return model;
        }
        catch (ArgumentException)
        {
            return null; // of another size or kind than the options want now: fitted from nothing
        }
    }

    /// <summary>The sources that a recommender of these models usually has: the models, and the live sources beside them.</summary>
    /// <param name="models">Names of the models in the package.</param>
    /// <param name="ranked">Whether a learned ranker has the last word: then lists are shorter, and weights without meaning.</param>
    public static IReadOnlyList<SourceOptions> UsualSources(IReadOnlyList<string> models, bool ranked = false)
    {
        ArgumentNullException.ThrowIfNull(models);
        // With a trained pipeline the live sources only bring what training could not know; without one, they share the say.
        bool pipeline = models.Contains(Pipeline);
        var trained = models.Select(m => new SourceOptions(m, pipeline ? m == Pipeline ? 1 : 0.05f : 1, ranked ? ListDepth : new SourceOptions(m).Depth));
        var live = ServingOptions.LiveSources.Select(s => pipeline ? s with { Weight = s.Weight * 0.2f } : s);
        return [.. trained, .. live];
    }

    // A source whose model the data could not support is left out with it; the sources of a ranked pipeline stand where it was named.
    private ServingOptions ServingOf(IReadOnlyList<string> fitted, bool ranked)
    {
        if (options.Serving is not { } given)
            return new ServingOptions { Sources = [.. UsualSources(fitted, ranked).Where(s => !options.Without.Contains(s.Name))], Features = options.Features };
        // The usual sources of the models that were named are the usual ones of those that were fitted.
        if (ranked && given.Sources.SequenceEqual(UsualSources([.. options.Models.Select(m => m.Called)])))
            return given with { Sources = [.. UsualSources(fitted, ranked).Where(s => !options.Without.Contains(s.Name))] };
        var sources = new List<SourceOptions>();
        foreach (var source in given.Sources)
        {
            if (options.Without.Contains(source.Name))
                continue;
            if (source.Type is not null || ServingModel.LiveSourceNames.Contains(source.Name) || fitted.Contains(source.Name) || options.Models.All(m => m.Called != source.Name))
                sources.Add(source);
            else if (ranked && options.Models.Any(m => m.Called == source.Name && m.Model == Pipeline))
                sources.AddRange(fitted.Where(f => given.Sources.All(s => s.Name != f)).Select(f => new SourceOptions(f, source.Weight, ListDepth)));
        }
        return given with { Sources = sources };
    }

    private IEnumerable<(ComponentKind Kind, string Name)> Used(ServingOptions serving) =>
    [
        .. serving.Sources.Where(s => s.Type is not null).Select(s => (ComponentKind.Source, s.Type!)),
        .. serving.Features.Declared.Select(f => (ComponentKind.Feature, f.Type)),
        .. serving.Rerankers.Select(r => (ComponentKind.Reranker, r.Type)),
        // What a trainer of one's own leaves in the package must be readable by what comes with it.
        .. options.Models.Select(m => _components.Find(ComponentKind.Trainer, m.Model)).OfType<ComponentDefinition>().Where(d => !d.IsBuiltIn)
            .SelectMany(t => _components.All.Where(m => m.Kind == ComponentKind.Model && m.Type.Assembly == t.Type.Assembly)).Select(m => (m.Kind, m.Name)),
    ];
}
