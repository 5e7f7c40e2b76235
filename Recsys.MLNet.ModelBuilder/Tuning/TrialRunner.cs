using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Fits one configuration on a rung, asks the inner queries, and takes its latency and size.</summary>
internal sealed class TrialRunner(TuningData data, IReadOnlyDictionary<string, KnownModel> models, IReadOnlyDictionary<string, SearchSpace> spaces, LiveSearch? live, int k)
{
    private const int TimedRequests = 100;
    private readonly Dictionary<(string Name, int Experiments, double Share), TrialResult> _done = [];

    /// <summary>The result; a configuration that cannot be fitted gives one with its reason.</summary>
    public TrialResult Measure(TuningTrial trial, int rung, RunSettings run)
    {
        var level = data.Rungs[rung];
        var point = Shortened(trial, level.EpochShare);
        var at = data.At(rung);
        // Without anything to save, two rungs over the same data are one measurement.
        var key = ($"{trial.Model}:{point}", at.Experiments.Count, level.UserShare);
        if (_done.TryGetValue(key, out var known))
            return known;
        var result = data.IsLive && trial.Model == "pipeline" ? Train(spaces[trial.Model].Changed(point), at, run) : Fit(trial.Model, point, at, run);
        _done[key] = result;
        return result;
    }

    private TrialResult Fit(string model, SearchPoint point, RungData at, RunSettings run)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            var fitted = new IItemScorer[at.Experiments.Count];
            for (int e = 0; e < fitted.Length; e++)
            {
                var experiment = at.Experiments[e];
                var trainer = Trainer(models[model], spaces[model], point, experiment.Fit);
                fitted[e] = trainer is IEarlyStoppingTrainer watching && experiment.Validation is { } validation
                    ? watching.Fit(experiment.Fit, validation, run)
                    : trainer.Fit(experiment.Fit, run);
            }
            double fit = Stopwatch.GetElapsedTime(began).TotalSeconds;
            long scoring = Stopwatch.GetTimestamp();
            var quality = at.Measure([.. fitted.Select((model, e) => at.Ask(e, model))]).Interval;
            return new(Rounded(quality))
            {
                FitSeconds = Math.Round(fit, 3),
                ScoreSeconds = Math.Round(Stopwatch.GetElapsedTime(scoring).TotalSeconds, 3),
                LatencyMillis = Math.Round(Latency(fitted[^1], at.Experiments[^1]), 4),
                Bytes = SizeOf(fitted[^1]),
            };
        }
        catch (Exception failure) when (IsOfConfiguration(failure))
        {
            return Failed(failure, began);
        }
    }

    /// <summary>Trains the whole recommender on each experiment and asks it live.</summary>
    private TrialResult Train(SearchPoint changed, RungData at, RunSettings run)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            var scores = new QueryScores[at.Experiments.Count];
            double fit = 0, latency = 0;
            long bytes = 0;
            for (int e = 0; e < scores.Length; e++)
            {
                var part = at.Events[e];
                long start = Stopwatch.GetTimestamp();
                var options = LiveValues.Apply(live!.Basis, changed.Texts, at.Experiments[e].Fit, live.Components);
                var trained = new RecommenderTrainer(options, live.Components).Train(part.Events.Take((int)part.TrainedOn), run);
                fit += Stopwatch.GetElapsedTime(start).TotalSeconds;
                using var counted = new CountingStream();
                trained.Save(counted);
                var asked = at.Live(e, trained, run);
                asked.Run(trained.State, null, part.Events, part.TrainedOn, options.Weights);
                (scores[e], latency, bytes) = (asked.Rows("").First().Scores, asked.LatencyMillis, counted.Written);
            }
            return new(Rounded(at.Measure(scores).Interval))
            {
                FitSeconds = Math.Round(fit, 3),
                ScoreSeconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds - fit, 3),
                LatencyMillis = Math.Round(latency, 4),
                Bytes = bytes,
            };
        }
        catch (Exception failure) when (IsOfConfiguration(failure))
        {
            return Failed(failure, began);
        }
    }

    private static bool IsOfConfiguration(Exception failure) => failure is ArgumentException or InvalidOperationException or NotSupportedException or ArithmeticException;

    private static TrialResult Failed(Exception failure, long began) =>
        new(Interval.Exact(double.NaN)) { FitSeconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3), Failure = failure.Message.ReplaceLineEndings("; ") };

    /// <summary>The trainer of a point, as it is where nothing is changed.</summary>
    public static IItemScorerTrainer Trainer(KnownModel model, SearchSpace space, SearchPoint point, Data.InteractionLog log) =>
        space.Changed(point) is { Values.Count: > 0 } changed && model.Configure is { } configure ? configure(changed.Texts) : model.Create(log);

    // What learning costs grows with these in proportion.
    private static readonly string[] Lengths = ["epochs", "maxQueries", PipelineValues.RankerPrefix + "maxRequests"];

    private static SearchPoint Shortened(TuningTrial trial, double share)
    {
        var point = trial.Point;
        foreach (string length in share < 1 ? Lengths : [])
            if (point[length] is { } value)
                point = point.With(length, Math.Max(1, (int)Math.Round(int.Parse(value, CultureInfo.InvariantCulture) * share)).ToString(CultureInfo.InvariantCulture));
        return point;
    }

    // What a report states and a state file keeps, so that a search that goes on from a file compares the same numbers.
    private static Interval Rounded(Interval value) => new(Math.Round(value.Value, 7), Math.Round(value.Low, 7), Math.Round(value.High, 7));

    private double Latency(IItemScorer model, Experiment experiment)
    {
        var queries = experiment.Queries;
        var scores = new float[model.ItemCount];
        var top = new int[Math.Min(k, scores.Length)];
        int requests = Math.Min(TimedRequests, queries.Count);
        var millis = new double[requests];
        for (int i = -1; i < requests; i++) // the first one warms up
        {
            var query = queries[(int)((long)Math.Max(i, 0) * queries.Count / requests)];
            var user = queries.Histories.After(query.User, query.History, query.At, query.Slices.HasFlag(Slice.Warm));
            long start = Stopwatch.GetTimestamp();
            model.Score(user, scores);
            TopItems.Select(scores, new TieOrder(1, 0), top);
            if (i >= 0)
                millis[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(millis);
        return requests > 0 ? millis[requests / 2] : 0;
    }

    private static long SizeOf(IItemScorer model)
    {
        if (model is not ISavedModel saved)
            return 0;
        using var counted = new CountingStream();
        ModelSections.Save(saved, counted);
        return counted.Written;
    }
}
