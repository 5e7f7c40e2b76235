using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Learns the final ranker while a log is replayed: at each chosen request, the sources and features that serve, before the event is applied.</summary>
/// <remarks>
/// The sources of a window are fitted on what came before it (<see cref="TrainingCutoff"/> refuses anything else), so that no score in a
/// row has seen its label. Rows of the latest requests decide when to stop.
/// </remarks>
internal sealed class RankerTrainer
{
    private const double MostLift = 10; // beyond, a few requests decide
    private const int Probed = 300; // requests whose features are compared with those of service

    private readonly RankerOptions _options;
    private readonly RankerPlan _plan;
    private readonly InteractionLog _log;
    private readonly RequestLog _requests;
    private readonly Func<InteractionLog, StateView, ServingModel> _fit;
    private readonly RunSettings _run;
    private readonly IReadOnlyList<SourceOptions> _sources;
    private readonly RequestRows _rows;
    private readonly RowFolder? _folder;
    private Action<StateView>? _begin;
    private readonly int _watchFrom;
    private readonly List<RequestGroup> _groups = []; // all rows, or those that are not in the folder yet
    private IReadOnlyList<string> _features = [];
    private ServingModel? _model;
    private TrainingCutoff? _cutoff;
    private int _window = -1, _next, _asked, _notRecalled;
    private RecallQuotaLearner? _learner;
    private IReadOnlyList<LearnedQuota> _quotas = [];

    /// <summary>A trainer for one replay.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="plan">Which requests become rows.</param>
    /// <param name="log">All interactions of the log.</param>
    /// <param name="requests">What the plan was made from.</param>
    /// <param name="state">What the state remembers.</param>
    /// <param name="sources">The sources with their weights in the untrained sort, which the learned one must beat.</param>
    /// <param name="fit">Fits the sources on a part of the log; the state is that of the moment after it.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="folder">Where rows are kept, and found that were made before; null keeps them in memory.</param>
    /// <param name="begin">Called once with the state at the first request, whether its rows are there already or not.</param>
    public RankerTrainer(RankerOptions options, RankerPlan plan, InteractionLog log, RequestLog requests, StateOptions state, IReadOnlyList<SourceOptions> sources, Func<InteractionLog, StateView, ServingModel> fit, RunSettings run, RowFolder? folder = null, Action<StateView>? begin = null)
    {
        (_options, _plan, _log, _requests, _sources, _fit, _run) = (options, plan, log, requests, sources, fit, run);
        _rows = new RequestRows(options, requests, log, new UserHistories(log), new Outcomes(options, state), run) { NamesItems = folder is not null };
        (_folder, _begin) = (folder, begin);
        _quotas = folder?.Quotas ?? [];
        _watchFrom = (int)(plan.Requests.Count * (1 - options.Watched));
        Pages = plan.HasPages && options.Evidence is RankerEvidence.Pages or RankerEvidence.Both;
        Candidates = options.Evidence != RankerEvidence.Pages;
    }

    private bool Pages { get; }

    private bool Candidates { get; }

    /// <summary>Called for each event in order, before it is applied.</summary>
    public void Visit(Event e, long number, StateView state)
    {
        while (_next < _plan.Requests.Count && _plan.Requests[_next].Request.Event < number)
            Advance(); // an event that the replay did not show
        if (_next == _plan.Requests.Count || _plan.Requests[_next].Request.Event != number)
            return;
        _begin?.Invoke(state);
        _begin = null;
        if (_folder?.Has(_next) != true)
        {
            var (request, window, weight, _) = _plan.Requests[_next];
            if (window != _window)
                Open(window, state);
            _cutoff!.Require(-1, 0, request.Time);
            _rows.Quotas = window == 0 ? _learner : null;
            _rows.Add(_next, request, weight, e, state, _model!, Pages, Candidates, _groups);
        }
        Advance();
        if (_next % 256 == 0)
            _run.Report("ranker rows", (double)_next / _plan.Requests.Count);
    }

    /// <summary>The next request; a file of the folder ends with its last one.</summary>
    private void Advance()
    {
        bool made = _folder?.Has(_next) == false;
        _next++;
        bool last = _next == _plan.Requests.Count;
        if (!made || (_next % RowFolder.PerPart != 0 && !last))
            return;
        _folder!.Write(_features, _groups, _rows.Asked - _asked, _rows.NotRecalled - _notRecalled, last);
        (_asked, _notRecalled) = (_rows.Asked, _rows.NotRecalled);
        _groups.Clear();
    }

    /// <summary>Called when the replay is over: requests after the last event it showed have no rows.</summary>
    public void Finish()
    {
        while (_next < _plan.Requests.Count)
            Advance();
    }

    /// <summary>Learns from the rows gathered, or says why no ranker came of them.</summary>
    /// <param name="serving">The sources refitted on everything.</param>
    /// <param name="state">The state after the last event.</param>
    public (RankerFit? Fit, string? WhyNot) Learn(ServingModel serving, StateView state)
    {
        _model = null;
        serving = WithQuotas(serving);
        var seen = new FeatureMoments(serving.Schema.Width);
        var (train, late) = Gather(seen);
        if (train.Requests < Math.Max(1, _options.LeastRequests / 2))
            return (null, $"of {_plan.Requests.Count} requests {train.Requests} gave rows; sources named too few of the wanted items.");
        // The latest requests keep their weights: they say what is true, and when to stop.
        var lifted = train.LiftNew(_options.NewItemShare, MostLift);
        var data = train.ToDataset(_options.Debias);
        var watched = late.Requests > 0 ? late.ToDataset(debias: false) : null;
        var options = watched is null ? _options.Trees with { EarlyStoppingRounds = 0 } : _options.Trees;
        var rounds = new List<TrainingRound>();
        var trees = new LambdaRankTrainer(options).Fit(data, _run, watched, rounds: rounds);
        var (learned, untrained) = watched is null ? (1, 0) : RankerGate.Compare(trees, watched, _sources);
        if (!(learned > untrained))
            return (null, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"on the latest requests it sorts no better than the untrained fusion (NDCG@10 {learned:F4} against {untrained:F4}), which serves instead; more requests may help."));
        var (aims, learnedAims, whyNoAims) = _options.Aims.Count == 0 || watched is null ? (null, [], null) : AimTrainer.Learn(data, train, watched, late, trees, _sources, NotRecalled, _options, _run);
        var last = _plan.Requests[^1].Request;
        return (new RankerFit
        {
            Trees = trees,
            Rounds = rounds,
            Windows = _plan.Windows,
            Cutoff = new PackageCutoff(last.Event + 1, last.Time),
            Groups = train.Requests,
            Rows = data.Rows,
            NewItemGroups = lifted.Requests,
            NewItemWeight = lifted.Factor,
            NotRecalled = NotRecalled,
            Immature = _requests.Immature,
            Quotas = _quotas,
            Surfaces = _options.PerSurface && watched is not null ? SurfaceRankers.Learn(data, train.Surfaces, watched, late.Surfaces, trees, _options, _run) : [],
            Aims = aims,
            LearnedAims = learnedAims,
            WhyNoAims = whyNoAims,
            Calibration = watched is null || aims is not null ? null : RankerCalibration.Of(RankerGate.Scores(trees, watched), watched, late.Stands(), NotRecalled),
            Shifts = Shifts(seen, serving, state),
            Importance = Importance(trees),
        }, null);
    }

    /// <summary>The rows gathered: those to learn from, and those of the latest requests.</summary>
    /// <param name="seen">Receives recalled candidates of the last window that were not taken, to compare with those of service.</param>
    internal (RankerRows Train, RankerRows Watched) Gather(FeatureMoments? seen = null)
    {
        IEnumerable<RequestGroup> groups = _groups;
        var (before, all) = (_groups.Where(g => g.Planned < _watchFrom).Sum(g => g.Rows), _groups.Sum(g => g.Rows));
        if (_folder is not null)
        {
            var planned = new Dictionary<long, int>();
            for (int i = 0; i < _plan.Requests.Count; i++)
                planned[_plan.Requests[i].Request.Event] = i;
            groups = _folder.Groups(number => planned[number]);
            _features = _folder.Features;
            (before, all) = _folder.Rows(_watchFrom, number => planned[number]);
        }
        RankerRows train = new(_features, before), watched = new(_features, all - before);
        foreach (var group in groups)
        {
            group.New = _plan.Requests[group.Planned].New;
            if (seen is not null && group.Stands is not null && _plan.Requests[group.Planned].Window == _plan.Windows.Count - 1)
                for (int r = 0; r < group.Rows; r++)
                    if (group.Stands[r] > 0 && group.Labels[r] == 0)
                        seen.Add(group.Values.AsSpan(r * _features.Count, _features.Count));
            (group.Planned < _watchFrom ? train : watched).Add(group);
        }
        _groups.Clear();
        return (train, watched);
    }

    private void Open(int window, StateView state)
    {
        _window = window;
        _model = null; // the models before make room
        var part = _log.Before(_plan.Windows[window].Interactions, _plan.Windows[window].Items);
        _cutoff = TrainingCutoff.Of(part);
        _run.Report("ranker sources", (double)window / _plan.Windows.Count);
        _model = _fit(part, state);
        _features = _model.Schema.Names;
        if (window == 0 && _options.RecallBudget > 0 && _folder?.Quotas is null)
            _learner = new RecallQuotaLearner([.. _sources.Select(s => s.Name)], _options);
        else if (window > 0 && _learner is not null)
        {
            (_quotas, _learner) = (_learner.Learn(), null);
            if (_folder is not null)
                _folder.Quotas = _quotas;
        }
        if (window > 0)
            _model = WithQuotas(_model); // rows from here on are of the lists that will serve
    }

    private double NotRecalled
    {
        get
        {
            var (asked, missing) = _folder is null ? (_rows.Asked, _rows.NotRecalled) : (_folder.Parts.Sum(p => p.Asked), _folder.Parts.Sum(p => p.NotRecalled));
            return asked > 0 ? (double)missing / asked : double.NaN;
        }
    }

    private ServingModel WithQuotas(ServingModel model) => _quotas.Count == 0 ? model : model with { Quotas = new RecallQuotas([.. _quotas.Select(q => q.Quota)], model.Sources) };

    private IReadOnlyList<FeatureShift> Shifts(FeatureMoments seen, ServingModel serving, StateView state)
    {
        var served = new FeatureMoments(serving.Schema.Width);
        var actors = _plan.Requests.Reverse().Select(r => r.Request.Actor).OfType<string>().Distinct().Take(Probed);
        foreach (string actor in actors)
            _rows.Describe(actor, state.Newest, state, serving, served);
        return seen.To(served, serving.Schema.Names);
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Importance(TreeEnsemble trees)
    {
        double[] gains = trees.Importance(TreeImportance.Gain);
        double sum = gains.Sum();
        return [.. gains.Select((g, f) => KeyValuePair.Create(trees.FeatureNames[f], sum > 0 ? g / sum : 0)).Where(p => p.Value > 0).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)];
    }
}
