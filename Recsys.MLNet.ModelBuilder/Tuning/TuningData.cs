using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The nested splits: an outer hold-out that the search never sees, and inner splits of what is left, for each rung.</summary>
internal sealed class TuningData
{
    private readonly Dictionary<(double Share, bool Last), RungData> _rungs = [];
    private readonly TuningOptions _options;
    private readonly RunSettings _run;
    private readonly SplitPlan _plan;
    private readonly LiveSearch? _live;

    public TuningData(InteractionLog log, TuningOptions options, RunSettings run, LiveSearch? live)
    {
        (_options, _run) = (options, run);
        _plan = SplitPlan.Parse(options.Split.Length > 0 ? options.Split : log.Clock == EventClock.Absolute ? "prequential" : "leave-one-out");
        if (_plan.Kind is SplitKind.Files or SplitKind.Folds)
            throw new ArgumentException($"The split '{options.Split}' has no inner form; expected time, prequential, leave-one-out, random-user or random-item.");
        Log = log;
        Outer = _plan.Apply(log, run);
        _live = Evaluator.CanAskLive(Outer) ? live : null;
        var held = new bool[log.Count];
        foreach (var split in Outer)
            foreach (int place in split.Test)
                held[place] = true;
        Inner = log.Select([.. Enumerable.Range(0, log.Count).Where(i => !held[i])]);
        Rungs = TuningRung.For(Inner.UserOf.Distinct().Count(), Inner.Count);
    }

    public InteractionLog Log { get; }

    /// <summary>Whether the whole recommender is trained and asked live.</summary>
    public bool IsLive => _live is not null;

    /// <summary>The hold-out.</summary>
    public IReadOnlyList<Split> Outer { get; }

    /// <summary>Everything before it.</summary>
    public InteractionLog Inner { get; }

    public IReadOnlyList<TuningRung> Rungs { get; }

    /// <summary>Experiments of a rung, made when first asked for.</summary>
    public RungData At(int rung)
    {
        bool last = rung == Rungs.Count - 1;
        var key = (Rungs[rung].UserShare, last && _options.InnerSplits > 1);
        if (!_rungs.TryGetValue(key, out var data))
            _rungs.Add(key, data = Build(key.UserShare, key.Item2));
        return data;
    }

    private RungData Build(double share, bool every)
    {
        var log = Inner;
        Func<int, bool>? takes = null;
        if (share < 1)
        {
            // One draw for each user, whatever the share: the users of a rung are among those of the next.
            var chosen = new bool[log.Users.Count];
            for (int user = 0; user < chosen.Length; user++)
                chosen[user] = _run.Random("tune.users", user).NextDouble() < share;
            takes = place => place < Inner.Count && chosen[Inner.UserOf[place]];
            log = log.Select([.. Enumerable.Range(0, log.Count).Where(takes)]);
        }
        var builder = new ExperimentBuilder(_options.Evaluation with { MaxUsers = _options.MaxUsers }, _run);
        var (experiments, events) = (new List<Experiment>(), new List<EventPart>());
        bool timed = _plan.Kind is SplitKind.Time or SplitKind.Prequential;
        int splits = every && timed ? _options.InnerSplits : 1;
        for (int s = splits - 1; s >= 0; s--)
        {
            // Expanding windows: an earlier split is the same division of what lies before the later one's test.
            var split = _plan.Apply(log, _run)[0];
            experiments.Insert(0, builder.Build(log, split));
            if (_live is not null)
                events.Insert(0, new(_live.Events, _live.Basis.Weights, takes, log.Count, split.Test.Min()));
            if (s > 0)
                log = log.Select([.. split.Train, .. split.Valid]);
        }
        return new(experiments, events, _options.Evaluation, _run);
    }
}
