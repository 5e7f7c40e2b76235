using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.ModelBuilder.Building;

/// <summary>Does what a configuration says: reads the events, evaluates, trains. Builder, configuration file and command line all end here.</summary>
/// <param name="configuration">What is to be done.</param>
/// <param name="components">Known components; null for those of the process.</param>
public sealed class RecommenderRun(RecommenderConfiguration configuration, ComponentRegistry? components = null)
{
    /// <summary>Models that every evaluation compares with, where the data supports them.</summary>
    public static IReadOnlyList<string> Floors { get; } = ["popularity", "item-knn", "tf-idf", "fusion"];

    private readonly ComponentRegistry _components = components ?? ComponentRegistry.Shared;

    /// <summary>Whether evaluations take items of the known history out: not where the configuration says that people come back to them.</summary>
    public bool RemovesSeen => !configuration.KeepsSeen;

    /// <summary>The interactions, weighed as the configuration says.</summary>
    /// <param name="events">Events at hand, or null for those that the configuration names.</param>
    /// <param name="run">Settings for a source of events of your own.</param>
    public InteractionLog Log(IEnumerable<Event>? events, RunSettings run) => InteractionLogBuilder.From(events ?? Events(run), configuration.Events.Weights);

    /// <summary>The configured models and the floors under the configured split; where times allow it, the pipeline is the whole recommender, asked live.</summary>
    /// <param name="events">Events at hand, or null for those that the configuration names.</param>
    /// <param name="run">Seed, threads and progress.</param>
    public EvaluationReport Evaluate(IEnumerable<Event>? events, RunSettings run)
    {
        var log = Log(events, run);
        var options = new EvaluationOptions { K = configuration.Run.K, Resamples = 300, RemoveSeen = RemovesSeen };
        var evaluator = new Evaluator(log, Splits(log, run), options, run, [.. configuration.Run.Metrics.Select(_components.Create<IListMetric>)]);
        foreach (var floor in KnownModels.All.Where(m => Floors.Contains(m.Name) && m.WhyNot(log) is null && configuration.Recall.Models.All(u => u.Called != m.Name)))
            evaluator.Add(floor.Create(log));
        var trainers = new ModelTrainers(_components);
        var training = configuration.ToTrainingOptions();
        foreach (var use in training.Models)
            if (use.Model == "pipeline" && evaluator.SupportsLive)
                evaluator.AddLive(use.Called, events ?? EventsAgain(run), training, components: _components);
            else if (trainers.WhyNot(use, log) is null)
                evaluator.Add(trainers.Named(use, log));
        return evaluator.Report();
    }

    /// <summary>How the log is divided: as the configuration says, else as the data allows.</summary>
    public IReadOnlyList<Split> Splits(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (configuration.Run.HoldOut is { } time)
            return [Data.Splits.Time(log, time)];
        return SplitPlan.Parse(configuration.Run.Split ?? (log.Clock == EventClock.Absolute ? "prequential" : "leave-one-out")).Apply(log, run);
    }

    /// <summary>Folder in which the ranker's rows are kept and found again, see <see cref="RecommenderTrainer.Rows"/>; null keeps them in memory.</summary>
    public string? Rows { get; init; }

    /// <summary>Makes the rows that the final ranker would learn from in the folder <see cref="Rows"/>.</summary>
    /// <param name="run">Seed, threads and progress.</param>
    public RowsReport MakeRows(RunSettings run)
    {
        var trainer = new RecommenderTrainer(configuration.ToTrainingOptions(), _components) { Rows = Rows };
        return configuration.Events.Source is not null ? trainer.MakeRows(EventsAgain(run), run) : trainer.MakeRows(Named(), run);
    }

    /// <summary>Trains on everything.</summary>
    /// <param name="events">Events at hand, or null for those that the configuration names.</param>
    /// <param name="run">Seed, threads and progress.</param>
    public TrainedRecommender Train(IEnumerable<Event>? events, RunSettings run)
    {
        var trainer = new RecommenderTrainer(configuration.ToTrainingOptions(), _components) { Rows = Rows };
        return events is not null || configuration.Events.Source is not null ? trainer.Train(events ?? Events(run), run) : trainer.Train(Named(), run);
    }

    /// <summary>The events that the configuration names, to be enumerated as often as wanted.</summary>
    public IEnumerable<Event> EventsAgain(RunSettings run)
    {
        foreach (var e in Events(run))
            yield return e;
    }

    private IEnumerable<Event> Events(RunSettings run) =>
        configuration.Events.Source is { } own ? _components.Create<IEventSource>(own).Read(run) : EventSource.ReadAll(Named());

    private string Named() => configuration.Events.Data
        ?? throw new ArgumentException("There are no events: name a folder, file or store under events.data, with --data, or in FromEvents.");
}
