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
    private const int Probed = 300; // requests whose features are compared with those of service

    private readonly RankerOptions _options;
    private readonly RankerPlan _plan;
    private readonly InteractionLog _log;
    private readonly RequestLog _requests;
    private readonly Func<InteractionLog, StateView, ServingModel> _fit;
    private readonly RunSettings _run;
    private readonly IReadOnlyList<SourceOptions> _sources;
    private readonly RequestRows _rows;
    private readonly int _watchFrom;
    private RankerRows? _train, _watched;
    private ServingModel? _model;
    private TrainingCutoff? _cutoff;
    private FeatureMoments? _seen;
    private int _window = -1, _next;
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
    public RankerTrainer(RankerOptions options, RankerPlan plan, InteractionLog log, RequestLog requests, StateOptions state, IReadOnlyList<SourceOptions> sources, Func<InteractionLog, StateView, ServingModel> fit, RunSettings run)
    {
        (_options, _plan, _log, _requests, _sources, _fit, _run) = (options, plan, log, requests, sources, fit, run);
        _rows = new RequestRows(options, requests, log, new UserHistories(log), new Outcomes(options, state), run);
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
            _next++; // an event that the replay did not show
        if (_next == _plan.Requests.Count || _plan.Requests[_next].Request.Event != number)
            return;
        var (request, window, weight) = _plan.Requests[_next];
        if (window != _window)
            Open(window, state);
        _cutoff!.Require(-1, 0, request.Time);
        _rows.Quotas = window == 0 ? _learner : null;
        _rows.Watch = window == _plan.Windows.Count - 1 ? _seen : null;
        _rows.Add(request, weight, e, state, _model!, Pages, Candidates, _next < _watchFrom ? _train! : _watched!);
        _next++;
        if (_next % 256 == 0)
            _run.Report("ranker rows", (double)_next / _plan.Requests.Count);
    }

    /// <summary>Learns from the rows gathered, or says why no ranker came of them.</summary>
    /// <param name="serving">The sources refitted on everything.</param>
    /// <param name="state">The state after the last event.</param>
    public (RankerFit? Fit, string? WhyNot) Learn(ServingModel serving, StateView state)
    {
        _model = null;
        serving = WithQuotas(serving);
        if (_train is null || _train.Requests < Math.Max(1, _options.LeastRequests / 2))
            return (null, $"of {_plan.Requests.Count} requests {_train?.Requests ?? 0} gave rows; sources named too few of the wanted items.");
        int groups = _train.Requests;
        var surfaces = _train.Surfaces;
        var (data, watched) = Rows();
        _train = null; // the rows are in the set now
        var options = watched is null ? _options.Trees with { EarlyStoppingRounds = 0 } : _options.Trees;
        var rounds = new List<TrainingRound>();
        var trees = new LambdaRankTrainer(options).Fit(data, _run, watched, rounds: rounds);
        var (learned, untrained) = watched is null ? (1, 0) : RankerGate.Compare(trees, watched, _sources);
        if (!(learned > untrained))
            return (null, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"on the latest requests it sorts no better than the untrained fusion (NDCG@10 {learned:F4} against {untrained:F4}), which serves instead; more requests may help."));
        var last = _plan.Requests[^1].Request;
        return (new RankerFit
        {
            Trees = trees,
            Rounds = rounds,
            Windows = _plan.Windows,
            Cutoff = new PackageCutoff(last.Event + 1, last.Time),
            Groups = groups,
            Rows = data.Rows,
            NotRecalled = NotRecalled,
            Immature = _requests.Immature,
            Quotas = _quotas,
            Surfaces = _options.PerSurface && watched is not null ? SurfaceRankers.Learn(data, surfaces, watched, _watched!.Surfaces, trees, _options, _run) : [],
            Calibration = watched is null ? null : RankerCalibration.Of(RankerGate.Scores(trees, watched), watched, _watched!.Stands(), NotRecalled),
            Shifts = Shifts(serving, state),
            Importance = Importance(trees),
        }, null);
    }

    /// <summary>The rows gathered: those to learn from, and those of the latest requests, or null for none.</summary>
    internal (RankingDataset Train, RankingDataset? Watched) Rows() => (_train!.ToDataset(_options.Debias), _watched!.Requests > 0 ? _watched.ToDataset(debias: false) : null);

    private void Open(int window, StateView state)
    {
        _window = window;
        _model = null; // the models before make room
        var part = _log.Select([.. Enumerable.Range(0, _plan.Windows[window].Interactions)]);
        _cutoff = TrainingCutoff.Of(part);
        _run.Report("ranker sources", (double)window / _plan.Windows.Count);
        _model = _fit(part, state);
        if (window == 0 && _options.RecallBudget > 0)
            _learner = new RecallQuotaLearner([.. _sources.Select(s => s.Name)], _options);
        else if (window > 0 && _learner is not null)
            (_quotas, _learner) = (_learner.Learn(), null); // rows from here on are of the lists that will serve
        _model = WithQuotas(_model);
        _train ??= new RankerRows(_model.Schema.Names);
        _watched ??= new RankerRows(_model.Schema.Names);
        _seen ??= new FeatureMoments(_model.Schema.Width);
    }

    private double NotRecalled => _rows.Asked > 0 ? (double)_rows.NotRecalled / _rows.Asked : double.NaN;

    private ServingModel WithQuotas(ServingModel model) => _quotas.Count == 0 ? model : model with { Quotas = new RecallQuotas([.. _quotas.Select(q => q.Quota)], model.Sources) };

    private IReadOnlyList<FeatureShift> Shifts(ServingModel serving, StateView state)
    {
        var served = new FeatureMoments(serving.Schema.Width);
        var actors = _plan.Requests.Reverse().Select(r => r.Request.Actor).OfType<string>().Distinct().Take(Probed);
        foreach (string actor in actors)
            _rows.Describe(actor, state.Newest, state, serving, served);
        return _seen!.To(served, serving.Schema.Names);
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Importance(TreeEnsemble trees)
    {
        double[] gains = trees.Importance(TreeImportance.Gain);
        double sum = gains.Sum();
        return [.. gains.Select((g, f) => KeyValuePair.Create(trees.FeatureNames[f], sum > 0 ? g / sum : 0)).Where(p => p.Value > 0).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)];
    }
}
