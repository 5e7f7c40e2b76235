using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Segments;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Fits models on each experiment of a split, asks them every query, and puts them side by side.</summary>
public sealed class Evaluator
{
    /// <summary>Name of the part of a report that is no slice.</summary>
    internal const string AllQueries = "all";

    private readonly EvaluationOptions _options;
    private readonly RunSettings _run;
    private readonly IReadOnlyList<Experiment> _experiments;
    private readonly IReadOnlyList<QueryMetric> _metrics;
    private readonly RowStatistics _statistics;
    private readonly int[] _clusterOf; // for each user the number among users with queries
    private readonly List<RowSamples> _rows = [], _ablations = [];
    private readonly EvaluationProtocol _protocol;
    private readonly IReadOnlyList<Split> _splits;
    private int[]? _segmentOf;
    private UserSegments? _segments;
    private List<RowSamples> _into;
    private JsonObject _stages = [];

    /// <summary>An evaluation of a log under one or several splits of one plan.</summary>
    /// <param name="log">All interactions.</param>
    /// <param name="splits">The split, or the folds.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="run">Seed, threads and progress.</param>
    /// <param name="metrics">Metrics of your own beside the usual ones, or null.</param>
    public Evaluator(InteractionLog log, IReadOnlyList<Split> splits, EvaluationOptions options, RunSettings run, IReadOnlyList<IListMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(splits);
        options.ThrowIfInvalid();
        (_options, _run, _into, _splits) = (options, run, _rows, splits);
        var builder = new ExperimentBuilder(options, run);
        _experiments = [.. splits.Select(s => builder.Build(log, s))];
        _clusterOf = new int[log.Users.Count];
        _protocol = Describe(log, splits);
        var counts = new int[log.Items.Count];
        foreach (int item in _experiments[0].Fit.ItemOf)
            counts[item]++;
        var text = KnownModels.NeedsText(log) is null ? (TfIdfModel)new TfIdfTrainer().Fit(_experiments[0].Fit, run) : null;
        _metrics = [.. MetricSet.ForQueries(options.K, ListMetrics.Surprise(counts), text), .. (metrics ?? []).Select(m => new QueryMetric(m.Name(options.K), m.Value))];
        _statistics = new(_experiments, _metrics, new UserBootstrap(_protocol.Users, options.Resamples, run), _clusterOf, [.. _protocol.Slices.Keys], options.K);
    }

    /// <summary>The experiments, one for each split.</summary>
    public IReadOnlyList<Experiment> Experiments => _experiments;

    /// <summary>Fits a trainer on every experiment and adds its rows.</summary>
    public void Add(IItemScorerTrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Repeat(_rows, run => Add(trainer.Name, experiment => Fit(trainer, experiment, run)));
        if (_options.AddValidationFits && _experiments.All(e => e.Validation is not null))
            Repeat(_rows, run => Add($"{trainer.Name}+val", experiment => trainer.Fit(InteractionLog.Concat([experiment.Fit, experiment.Validation!]), run)));
    }

    /// <summary>Adds the rows of a model that some other way fits.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="fit">Gives the model for an experiment.</param>
    public void Add(string name, Func<Experiment, IItemScorer> fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        var models = new IItemScorer[_experiments.Count];
        long start = Stopwatch.GetTimestamp();
        for (int e = 0; e < models.Length; e++)
        {
            _run.Report($"fit {name}", (double)e / models.Length);
            models[e] = fit(_experiments[e]);
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Score(name, models, frozen: false, seconds);
        if (_experiments[0].Queries.HasFrozenState)
            Score($"{name} (frozen)", models, frozen: true, seconds);
    }

    /// <summary>Whether a whole recommender can be asked live: one split by time, whose test part is the end of the log.</summary>
    public bool SupportsLive => CanAskLive(_splits);

    internal static bool CanAskLive(IReadOnlyList<Split> splits) =>
        splits is [{ Kind: SplitKind.Prequential or SplitKind.Time } split] && split.Test.Min() == split.Train.Length + split.Valid.Length;

    /// <summary>Trains the whole recommender on the part before the split and asks it live: each query at its moment of the log, with the state of that moment.</summary>
    /// <remarks>
    /// Adds rows <c>NAME</c> as served, <c>NAME (frozen)</c> with the state as training left it, <c>NAME before re-ranking</c>, <c>live fusion</c>
    /// of the same sources without learning, and <c>live SOURCE</c> for each.
    /// </remarks>
    /// <param name="name">Name of the row, usually <c>pipeline</c>.</param>
    /// <param name="events">The whole log, the same each time it is enumerated.</param>
    /// <param name="training">What is trained.</param>
    /// <param name="ablate">Whether it is also trained without each of its parts, on the same fits of the others: rows that stand apart and are compared with all.</param>
    /// <param name="components">Known components; null for those of the process.</param>
    /// <param name="parts">Whether it has rows for its parts too.</param>
    /// <exception cref="InvalidOperationException">The split does not support it, see <see cref="SupportsLive"/>.</exception>
    public TrainedRecommender AddLive(string name, IEnumerable<Event> events, TrainingOptions training, bool ablate = false, ComponentRegistry? components = null, bool parts = true)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(training);
        var fits = ablate ? new SharedFits() : null;
        var whole = AddLive(name, events, training, ablation: false, components, fits, parts || ablate);
        if (!ablate)
            return whole;
        foreach (var (row, without) in LiveAblations.For(name, _experiments[0].Fit, training))
            AddLive(row, events, without, ablation: true, components, fits, parts: false);
        // The untrained fusion of the same sources is what is left without trees.
        _ablations.Add(_rows.FindLast(r => r.Name.EndsWith(LiveEvaluation.Fusion, StringComparison.Ordinal))!.Renamed(PipelineParts.Row(name, "trees")));
        return whole;
    }

    private TrainedRecommender AddLive(string name, IEnumerable<Event> events, TrainingOptions training, bool ablation, ComponentRegistry? components, SharedFits? fits, bool parts)
    {
        if (!SupportsLive)
            throw new InvalidOperationException("A recommender is asked live where the test part is the end of the log: use the split prequential or time on a log in order of time.");
        long trainedOn = InteractionPlaces.EventsBefore(_splits[0].Test.Min(), events, training.Weights);
        TrainedRecommender? trained = null;
        Repeat(ablation ? _ablations : _rows, run =>
        {
            long start = Stopwatch.GetTimestamp();
            trained = new RecommenderTrainer(training, components) { Fits = fits }.Train(events.Take((int)trainedOn), run);
            AddLive(name, trained.ToServingModel(), trained.Serving, trained.State, events, trainedOn, training.Weights, Stopwatch.GetElapsedTime(start).TotalSeconds, ablation, parts);
        });
        if (parts && trained!.Ranker is { } ranker)
            _stages["ranker"] = ranker.ToJson();
        return trained!;
    }

    /// <summary>Asks a recommender that was trained elsewhere.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="model">The recommender.</param>
    /// <param name="serving">Its sources and rules.</param>
    /// <param name="world">The state when its training ended; it goes on.</param>
    /// <param name="events">The whole log.</param>
    /// <param name="trainedOn">Number of its events that <paramref name="world"/> knows.</param>
    /// <param name="weights">How interactions were weighed when the log was read.</param>
    /// <param name="fitSeconds">How long training took.</param>
    /// <param name="ablation">Whether its row stands apart.</param>
    /// <param name="parts">Whether it has rows for its parts.</param>
    internal void AddLive(string name, ServingModel model, ServingOptions serving, WorldState world, IEnumerable<Event> events, long trainedOn, InteractionWeights weights, double fitSeconds, bool ablation, bool parts = true)
    {
        long start = Stopwatch.GetTimestamp();
        var live = new LiveEvaluation(_experiments[0], model, serving, _metrics, _options, _run, parts);
        live.Run(world, parts ? Copy(world, model) : null, events, trainedOn, weights);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_segmentOf is null && live.SegmentOf is not null && _options.Seeds == 1) // each seed finds segments of its own
            (_segmentOf, _segments) = (live.SegmentOf, model.Segments);
        var into = ablation ? _ablations : _rows;
        string also = _rows.Exists(r => r.Name == LiveEvaluation.Fusion) ? $"{name} " : ""; // a second recommender has parts of the same names
        foreach (var (row, scores) in live.Rows(name))
            into.Add(_statistics.RowOf(row.StartsWith("live ", StringComparison.Ordinal) ? also + row : row, [scores], fitSeconds, seconds));
        if (parts)
            _stages = live.Stages();
    }

    private static WorldState Copy(WorldState world, ServingModel model)
    {
        using var stream = new MemoryStream();
        world.Save(stream);
        stream.Position = 0;
        return WorldState.Load(stream, world.Options, model.Schema);
    }

    /// <summary>Fits a pipeline on every experiment, and again without each of its parts on the same fits of the others: rows that stand apart and are compared with all.</summary>
    public void AddWithAblations(PipelineTrainer pipeline)
    {
        var family = PipelineAblations.Of(pipeline, _experiments[0].Fit);
        Add(family[0]);
        foreach (var without in family.Skip(1))
            AddAblation(without);
    }

    /// <summary>Fits a trainer that is a recommender without one of its parts; its rows stand apart and are compared with the others.</summary>
    public void AddAblation(IItemScorerTrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var stages = _stages;
        _into = _ablations;
        Repeat(_ablations, run => Add(trainer.Name, experiment => Fit(trainer, experiment, run)));
        (_into, _stages) = (_rows, stages);
    }

    /// <summary>The report of everything added.</summary>
    public EvaluationReport Report()
    {
        var protocol = _segments is null ? _protocol : AddSegments(_segments, _segmentOf!);
        ReportRow[] rows = new ReportRow[_rows.Count], ablations = new ReportRow[_ablations.Count];
        _run.ParallelFor(rows.Length, r => rows[r] = Row(_rows[r]));
        _run.ParallelFor(ablations.Length, r => ablations[r] = Row(_ablations[r]));
        return new() { Protocol = protocol, Rows = rows, Ablations = ablations, Stages = _stages };
    }

    // Whatever is compared was asked the same queries: those of one segment are a slice of every row.
    private EvaluationProtocol AddSegments(UserSegments segments, int[] segmentOf)
    {
        var slices = _protocol.Slices.ToDictionary(StringComparer.Ordinal);
        var described = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int segment = 0; segment < segments.Count; segment++)
        {
            int[] queries = [.. Enumerable.Range(0, segmentOf.Length).Where(q => segmentOf[q] == segment)];
            if (queries.Length == 0)
                continue;
            string name = UserSegments.NameOf(segment);
            slices[name] = (queries.Select(q => _experiments[0].Queries[q].User).Distinct().Count(), queries.Length);
            described[name] = segments.Describe(segment);
            foreach (var row in _rows.Concat(_ablations))
                _statistics.AddPart(row, name, (_, q) => segmentOf[q] == segment);
        }
        return _protocol with { Slices = slices, Segments = described };
    }

    private static IItemScorer Fit(IItemScorerTrainer trainer, Experiment experiment, RunSettings run) => trainer is IEarlyStoppingTrainer watching && experiment.Validation is { } validation
        ? watching.Fit(experiment.Fit, validation, run)
        : trainer.Fit(experiment.Fit, run);

    /// <summary>Adds the same rows once for each seed and puts their mean in the place of each. What is asked, and how ties are broken, stays that of the run's own seed.</summary>
    private void Repeat(List<RowSamples> into, Action<RunSettings> add)
    {
        int first = into.Count;
        var bySeed = new List<RowSamples>[_options.Seeds];
        for (int s = 0; s < bySeed.Length; s++)
        {
            add(_run with { Seed = _run.Seed + s });
            bySeed[s] = into[first..];
            into.RemoveRange(first, into.Count - first);
        }
        for (int r = 0; r < bySeed[0].Count; r++)
            into.Add(bySeed.Length == 1 ? bySeed[0][r] : RowSamples.Mean([.. bySeed.Select(rows => rows[r])]));
    }

    private ReportRow Row(RowSamples row) => new()
    {
        Name = row.Name,
        Metrics = row.Intervals(AllQueries),
        Slices = row.Parts.Keys.Where(p => p != AllQueries).ToDictionary(p => p, p => (IReadOnlyDictionary<string, Interval>)row.Intervals(p), StringComparer.Ordinal),
        FitSeconds = row.FitSeconds,
        ScoreSeconds = row.ScoreSeconds,
        BySeed = row.BySeed,
        Versus = _rows.Where(other => other != row).ToDictionary(other => other.Name,
            other => (IReadOnlyDictionary<string, IReadOnlyDictionary<string, Interval>>)row.Minus(other), StringComparer.Ordinal),
    };

    private void Score(string name, IItemScorer[] models, bool frozen, double fitSeconds)
    {
        long start = Stopwatch.GetTimestamp();
        var scores = new QueryScores[models.Length];
        for (int e = 0; e < models.Length; e++)
            scores[e] = QueryScores.Of(models[e], _experiments[e], frozen, _metrics, _options, _run, $"score {name}");
        var row = _statistics.RowOf(name, scores, fitSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        _statistics.AddRatingErrors(row, models);
        _into.Add(row);
        if (!frozen && models[0] is PipelineModel pipeline)
            _stages = StageReport.Measure(pipeline, _experiments[0], _options, _run);
    }

    private EvaluationProtocol Describe(InteractionLog log, IReadOnlyList<Split> splits)
    {
        Array.Fill(_clusterOf, -1);
        int users = 0;
        var slices = Slices.All.ToDictionary(s => s.Name, s => (Users: new HashSet<int>(), Queries: 0));
        foreach (var experiment in _experiments)
        {
            for (int q = 0; q < experiment.Queries.Count; q++)
            {
                var query = experiment.Queries[q];
                if (_clusterOf[query.User] < 0)
                    _clusterOf[query.User] = users++;
                foreach (var (slice, name) in Slices.All)
                {
                    if (!query.Slices.HasFlag(slice))
                        continue;
                    var (seen, count) = slices[name];
                    seen.Add(query.User);
                    slices[name] = (seen, count + 1);
                }
            }
        }
        return new()
        {
            Split = splits.Count == 1 ? splits[0].Name : $"folds:{splits.Count}",
            K = _options.K,
            Seed = _run.Seed,
            Seeds = _options.Seeds,
            Users = users,
            Queries = _experiments.Sum(e => e.Queries.Count),
            Items = log.Items.Count,
            Fitted = _experiments[0].Fit.Count,
            Cutoff = _experiments[0].Cutoff,
            Candidates = _options.TrainedItemsOnly ? "trained" : "full",
            SeenRemoved = _options.RemoveSeen,
            Target = _options.Target,
            Slices = slices.Where(s => s.Value.Queries > 0).ToDictionary(s => s.Key, s => (s.Value.Users.Count, s.Value.Queries)),
        };
    }
}
