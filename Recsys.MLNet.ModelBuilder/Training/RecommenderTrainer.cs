using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>From an event log to a whole recommender: models, state as of the last event, how lists are made.</summary>
/// <remarks>
/// The log is read once. Each event goes through the state that serves and into the interaction log that models are fitted on,
/// so that a package answers from the first request with what its log knew.
/// </remarks>
/// <param name="options">What it is made of.</param>
/// <param name="components">Known components; null for those of the process.</param>
public sealed class RecommenderTrainer(TrainingOptions options, ComponentRegistry? components = null)
{
    private readonly ComponentRegistry _components = components ?? ComponentRegistry.Shared;

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

    /// <summary>Trains on events, enumerated once.</summary>
    /// <exception cref="ArgumentException">Options are invalid, or there is no interaction to learn from.</exception>
    public TrainedRecommender Train(IEnumerable<Event> events, RunSettings run) => Train(events, run, EarlierModels.None);

    /// <summary>Trains on events; models that were fitted on their beginning go on from there where their trainers can.</summary>
    internal TrainedRecommender Train(IEnumerable<Event> events, RunSettings run, EarlierModels earlier)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var interactions = new InteractionLogBuilder(options.Weights);
        var fingerprint = new LogFingerprint();
        long newest = 0, read = 0;
        int known = 0;
        // Which numbers features keep does not depend on the sources, which are known only when models are fitted.
        var features = options.Serving?.Features ?? options.Features;
        var replay = new EventReplay(options.State, features.Schema([], _components));
        run.Report("read and replay", double.NaN);
        replay.Run(events.Select(e =>
        {
            interactions.Add(e);
            fingerprint.Add(e);
            newest = Math.Max(newest, e.Timestamp);
            if (++read == earlier.Events)
                known = interactions.Count;
            return e;
        }), run: run);
        var log = interactions.Build();
        if (log.Count == 0)
            throw new ArgumentException("The events hold no interaction; a recommender learns from clicks, carts, purchases or ratings. Check the data with 'recsys validate'.");

        var leftOut = new List<string>();
        var continued = new List<string>();
        var models = Fit(log, earlier, known, leftOut, continued, run);
        var serving = ServingOf([.. models.Select(m => m.Name)]);
        var cutoff = new PackageCutoff(replay.Events, newest);
        var manifest = new PackageManifest
        {
            DataFingerprint = fingerprint.Value,
            StateEvents = replay.Events,
            Cutoffs = models.ToDictionary(m => m.Name, _ => cutoff),
            Options = new JsonObject { ["serving"] = PackageWriter.Options(serving), ["state"] = PackageWriter.Options(options.State), ["weights"] = PackageWriter.Options(options.Weights), ["models"] = FittedModels.ToJson(options.Models) },
        };
        manifest.WithComponents(_components.Required(Used(serving)));
        var vocabulary = new ModelVocabulary(log.Users, log.Items, log.Types);
        return new(manifest, replay.World, vocabulary, models, leftOut) { Continued = continued };
    }

    private List<(string Name, ISavedModel Model)> Fit(InteractionLog log, EarlierModels earlier, int known, List<string> leftOut, List<string> continued, RunSettings run)
    {
        var models = new List<(string, ISavedModel)>();
        var trainers = new ModelTrainers(_components);
        foreach (var use in options.Models)
        {
            if (trainers.WhyNot(use, log) is { } reason)
            {
                leftOut.Add($"{use.Called}: {reason}");
                continue;
            }
            run.Report($"fit {use.Called}", double.NaN);
            var trainer = trainers.Create(use, log);
            models.Add((use.Called, (Continued(use.Called, trainer, earlier.For(use.Called, log), log, known, continued, run) ?? trainer.Fit(log, run)) as ISavedModel
                ?? throw new ArgumentException($"The model '{use.Called}' cannot be saved in a package.")));
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
    public static IReadOnlyList<SourceOptions> UsualSources(IReadOnlyList<string> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        // With a trained pipeline the live sources only bring what training could not know; without one, they share the say.
        bool pipeline = models.Contains("pipeline");
        var trained = models.Select(m => new SourceOptions(m, pipeline ? m == "pipeline" ? 1 : 0.05f : 1));
        var live = ServingOptions.LiveSources.Select(s => pipeline ? s with { Weight = s.Weight * 0.2f } : s);
        return [.. trained, .. live];
    }

    // A source whose model the data could not support is left out with it.
    private ServingOptions ServingOf(IReadOnlyList<string> fitted)
    {
        if (options.Serving is not { } given)
            return new ServingOptions { Sources = UsualSources(fitted), Features = options.Features };
        return given with { Sources = [.. given.Sources.Where(s => s.Type is not null || ServingModel.LiveSourceNames.Contains(s.Name) || fitted.Contains(s.Name) || options.Models.All(m => m.Called != s.Name))] };
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
