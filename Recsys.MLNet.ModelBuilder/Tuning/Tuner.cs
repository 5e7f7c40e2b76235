using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Searches for the best model and options: random and model-based proposals, successive halving, nested splits.</summary>
/// <remarks>
/// 1. The outer hold-out is set aside. What is left is divided the same way again: the inner splits.
/// 2. The recommender as it is without a search is measured on every rung, so that what wins has beaten it on the whole inner data.
/// 3. Every other model begins with its usual options on the cheapest rung; the best third of a rung goes on to the next
///    (<see cref="HalvingSchedule"/>); further configurations come from <see cref="ConfigurationSampler"/>.
/// 4. The winner by inner splits is judged once on the hold-out, beside floors. Its figure there is the honest one.
/// </remarks>
public sealed class Tuner(TuningOptions options)
{
    private const int Finalists = 3;
    // What only shows what a file's numbering gives away, and what the pipeline means already.
    private static readonly string[] NotSearched = ["id-adjacency", "pipeline-offline"];

    /// <summary>With default settings.</summary>
    public Tuner() : this(new()) { }

    /// <summary>Searches.</summary>
    /// <param name="log">All interactions.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    /// <param name="state">File that keeps what was measured; one that exists is continued. Null keeps nothing.</param>
    /// <param name="warmStart">State files of earlier searches, also on other data, whose best configurations are tried first.</param>
    /// <param name="measured">Is told of every measurement.</param>
    /// <param name="live">Where times allow it, <c>pipeline</c> is the whole recommender that this describes, trained and asked live as <c>train</c> and <c>evaluate</c> do. Null takes the two stages that interactions alone teach.</param>
    /// <exception cref="InvalidDataException">The state file is of other data or of another protocol.</exception>
    public TuningReport Run(InteractionLog log, RunSettings run, string? state = null, IReadOnlyList<string>? warmStart = null, Action<TuningTrial>? measured = null, LiveSearch? live = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var data = new TuningData(log, options, run, live);
        var leftOut = new List<string>();
        var models = KnownModels.Select(options.Models, data.Inner, leftOut.Add).Where(m => !NotSearched.Contains(m.Name)).ToList();
        var spaces = models.ToDictionary(m => m.Name, m => m.Name == "pipeline" && data.IsLive ? LiveSpace.For(data.Inner, live!) : SearchSpaces.For(m, data.Inner), StringComparer.Ordinal);
        string fingerprint = TuningState.Fingerprint(log, options, data, run.Seed, live);
        var trials = Continued(state, fingerprint);
        var sampler = new ConfigurationSampler(models, spaces, Warm(warmStart), run);
        var runner = new TrialRunner(data, models.ToDictionary(m => m.Name, StringComparer.Ordinal), spaces, live, options.Evaluation.K);
        var clock = new TuningClock(options, data, trials.Sum(t => t.Results.Sum(r => r.Seconds)));

        string stopped = Search(trials, data, sampler, clock, Measure);
        while (HalvingSchedule.NextFinalist(trials, data.Rungs.Count, Finalists, (t, rung) => clock.Allows(trials, t, rung)) is { } finalist)
            Measure(finalist);
        if (trials.Find(t => t.IsUsual) is { } usual && usual.Rung < data.Rungs.Count - 1)
            leftOut.Add($"The {usual.Name} as it is without a search did not get to the last rung ({usual.Results.LastOrDefault()?.Failure ?? "it would not have fitted into the time"}): the winner is not compared with it. Give a longer budget, or a number of trials.");
        return Report(trials, data, models, spaces, stopped, leftOut, clock, live, run);

        void Measure(TuningTrial trial)
        {
            int rung = trial.Results.Count;
            run.Report($"try {trial.Number + 1}: {trial.Name}", double.NaN, $"rung {rung + 1} of {data.Rungs.Count}");
            trial.Add(Within(clock.Longest(trials, trial), run, limited => runner.Measure(trial, rung, limited)));
            if (state is not null)
                TuningState.Save(state, fingerprint, trials);
            measured?.Invoke(trial);
        }
    }

    private string Search(List<TuningTrial> trials, TuningData data, ConfigurationSampler sampler, TuningClock clock, Action<TuningTrial> measure)
    {
        int rungs = data.Rungs.Count;
        // A run that was killed between two results left a configuration without any: it is measured first.
        foreach (var begun in trials.Where(t => t.Results.Count == 0).ToList())
            measure(begun);
        while (true)
        {
            if (trials.Find(t => t.IsUsual && t.Rung == t.Results.Count - 1 && t.Results.Count < rungs) is { } usual && clock.Allows(trials, usual, usual.Results.Count))
            {
                measure(usual);
                continue;
            }
            if (HalvingSchedule.Next(trials, rungs, options.Halving, (t, rung) => clock.Allows(trials, t, rung)) is { } promoted)
            {
                measure(promoted);
                continue;
            }
            if (options.Trials > 0 && trials.Count >= options.Trials)
                return $"{options.Trials} configurations were tried";
            if (clock.Left(trials) <= 0)
                return "the time was used";
            if (NothingBetter(trials))
                return $"none of the last {options.Patience} configurations was better";
            if (sampler.Next(trials, rungs) is not { } next)
                return "there was nothing left to vary";
            if (!clock.Allows(trials, next, 0))
                return "no further configuration was expected to fit into the time left";
            trials.Add(next);
            measure(next);
        }
    }

    private bool NothingBetter(List<TuningTrial> trials)
    {
        int top = trials.Select(t => t.Rung).DefaultIfEmpty(-1).Max();
        if (top < 0)
            return trials.Count >= options.Patience;
        int started = trials.Count(t => t.IsUsual || t.Origin is "start" or "warm");
        return trials.Count - 1 - Math.Max(HalvingSchedule.Ranked(trials, top)[0].Number, started - 1) >= options.Patience;
    }

    private static TrialResult Within(double seconds, RunSettings run, Func<RunSettings, TrialResult> measure)
    {
        if (double.IsPositiveInfinity(seconds))
            return measure(run);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return measure(run with { Cancellation = limit.Token });
        }
        catch (Exception failure) when (!run.Cancellation.IsCancellationRequested && failure is OperationCanceledException or AggregateException { InnerException: OperationCanceledException })
        {
            return new(Interval.Exact(double.NaN)) { FitSeconds = Math.Round(seconds, 3), Failure = $"took more than the {seconds:F0} seconds that the budget allows one configuration" };
        }
    }

    private static List<TuningTrial> Continued(string? state, string fingerprint)
    {
        if (state is null || !File.Exists(state))
            return [];
        var (of, trials) = TuningState.Load(state);
        return of == fingerprint ? trials : throw new InvalidDataException(
            $"{state} is the state of a search on other data or under another protocol ({of}; this one is {fingerprint}). Name another state file, delete it to begin anew, or give it as a warm start.");
    }

    // The best of every earlier search first, then the second of each: a warm start must not consist of one search alone.
    private static List<(string Model, SearchPoint Point)> Warm(IReadOnlyList<string>? files)
    {
        const int fromEach = 5;
        var best = (files ?? []).Select(f => Ordered(TuningState.Load(f).Trials).Where(t => t.Best is not null).Take(fromEach).ToList()).ToList();
        var points = new List<(string, SearchPoint)>();
        for (int i = 0; i < fromEach; i++)
            foreach (var list in best.Where(l => l.Count > i))
                points.Add((list[i].Model, list[i].Point));
        return points;
    }

    private static List<TuningTrial> Ordered(IEnumerable<TuningTrial> trials) =>
        [.. trials.OrderByDescending(t => t.Rung).ThenByDescending(t => t.Best?.Quality.Value ?? double.NegativeInfinity).ThenBy(t => t.Number)];

    private TuningReport Report(List<TuningTrial> trials, TuningData data, List<KnownModel> models, Dictionary<string, SearchSpace> spaces, string stopped, List<string> leftOut, TuningClock clock, LiveSearch? live, RunSettings run)
    {
        var board = Ordered(trials);
        int top = board.Count > 0 ? board[0].Rung : -1;
        if (top < 0)
            throw new ArgumentException($"No configuration could be measured; the first failed with: {trials.SelectMany(t => t.Results).FirstOrDefault()?.Failure ?? "nothing was tried"} Give more time, other models, or check the data with 'recsys validate'.");
        var last = board.Where(t => t.Rung == top).ToList();
        var winner = ParetoFront.Choose(last, options.Prefer);
        return new()
        {
            K = options.Evaluation.K,
            Rungs = data.Rungs,
            Inner = (data.At(top).Queries, data.At(top).Users),
            Leaderboard = board,
            Pareto = ParetoFront.Of(last),
            Winner = winner,
            IsLive = data.IsLive,
            Prefer = options.Prefer,
            HoldOut = Judge(winner, last.Find(t => t.IsUsual && t != winner), data, models, spaces, live, run),
            Stopped = stopped,
            LeftOut = leftOut,
            Seconds = clock.Spent,
        };
    }

    private EvaluationReport Judge(TuningTrial winner, TuningTrial? usual, TuningData data, List<KnownModel> models, Dictionary<string, SearchSpace> spaces, LiveSearch? live, RunSettings run)
    {
        var evaluator = new Evaluator(data.Log, data.Outer, options.Evaluation, run);
        string against = options.Against.Length > 0 ? options.Against : KnownModels.NeedsText(data.Log) is null ? "popularity,item-knn,fusion" : "popularity,item-knn";
        foreach (var other in KnownModels.Select(against, data.Log).Where(m => m.Name != winner.Name && m.Name != usual?.Name))
            if (other.Name == "pipeline" && data.IsLive)
                evaluator.AddLive(other.Name, live!.Events, live.Basis, components: live.Components, parts: false);
            else
                evaluator.Add(other.Create(data.Log));
        foreach (var trial in (TuningTrial?[])[usual, winner])
            if (trial is { Model: "pipeline" } && data.IsLive)
                evaluator.AddLive(trial.Name, live!.Events, LiveValues.Apply(live.Basis, trial.Changed.Texts, data.Inner, live.Components), components: live.Components, parts: false);
            else if (trial is not null)
                evaluator.Add(new NamedTrainer(trial.Name, TrialRunner.Trainer(models.First(m => m.Name == trial.Model), spaces[trial.Model], trial.Point, data.Log)));
        return evaluator.Report();
    }
}
