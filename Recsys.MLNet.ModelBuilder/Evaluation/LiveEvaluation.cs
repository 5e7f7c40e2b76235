using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Asks a whole recommender every query at its moment of the log, with the state of that moment: the path that serves, from recall to re-ranking.</summary>
/// <remarks>
/// One recall a query; its lists are judged as served, and where parts are wanted before re-ranking, by the untrained fusion and by each
/// source alone, and once more with the state as it was when training ended. Only what the log had told by then is known: a session is nobody's until it logs in.
/// </remarks>
internal sealed class LiveEvaluation
{
    public const string Fusion = "live fusion";

    private readonly Experiment _experiment;
    private readonly EvaluationOptions _options;
    private readonly RunSettings _run;
    private readonly ServingModel _model;
    private readonly FusionRanker _fusion;
    private readonly bool _parts;
    private readonly List<double> _millis = [];
    private readonly QueryScores _served, _ranked, _fused, _frozen;
    private readonly QueryScores[] _sources;
    private readonly int[] _queryAt;
    private readonly float[] _unlisted, _scores;
    private readonly LiveStages _stages;
    private readonly LiveCalibration? _calibration;
    private readonly int[] _top;
    private readonly CandidateSet _set = new();
    private int[] _itemOf = [];
    private string? _surface; // where the user is at the query's moment

    /// <summary>An evaluation of one model.</summary>
    public LiveEvaluation(Experiment experiment, ServingModel model, ServingOptions serving, IReadOnlyList<QueryMetric> metrics, EvaluationOptions options, RunSettings run, bool parts)
    {
        (_experiment, _model, _options, _run, _parts) = (experiment, model, options, run, parts);
        _fusion = new FusionRanker(serving.Sources.Select(s => KeyValuePair.Create(s.Name, s.Weight)));
        QueryScores New() => new(experiment, metrics, options, run);
        (_served, _ranked, _fused, _frozen) = (New(), New(), New(), New());
        _sources = [.. model.Sources.Select(_ => New())];
        var queries = experiment.Queries;
        _queryAt = new int[queries.Histories.Places.Length];
        Array.Fill(_queryAt, -1);
        for (int q = 0; q < queries.Count; q++)
            _queryAt[queries.Histories.PlacesOf(queries[q].User)[queries[q].History]] = q;
        int items = experiment.Fit.Items.Count;
        // What no source names comes after everything that one does, the often taken first.
        var counts = new int[items];
        foreach (int item in experiment.Fit.ItemOf)
            counts[item]++;
        _unlisted = Array.ConvertAll(counts, c => -1f / (1 + c));
        (_scores, _top) = (new float[items], new int[Math.Min(options.K, items)]);
        _stages = new LiveStages(model.Sources, options.K);
        _calibration = model.Calibrator is { } curve ? new LiveCalibration(curve) : null;
        if (model.Segments is not null)
        {
            SegmentOf = new int[queries.Count];
            Array.Fill(SegmentOf, -1);
        }
    }

    /// <summary>(queries) the segment of each query's user at its moment, −1 where there is none; null for a model without segments.</summary>
    public int[]? SegmentOf { get; }

    /// <summary>Recall by source and loss by stage, of all queries, by slice and by surface, and, where scores have probabilities, how far these are from the truth.</summary>
    public JsonObject Stages()
    {
        var json = _stages.ToJson();
        if (_calibration is not null)
            json["calibration"] = _calibration.ToJson();
        return json;
    }

    /// <summary>Milliseconds that half of the requests took at most, from recall to re-ranking; measured where no parts are judged in between.</summary>
    public double LatencyMillis => _millis.Count > 0 ? _millis.Order().ElementAt(_millis.Count / 2) : 0;

    /// <summary>The rows: as served; and where parts are wanted with frozen state, before re-ranking, untrained, and each source.</summary>
    public IEnumerable<(string Name, QueryScores Scores)> Rows(string name)
    {
        yield return (name, _served);
        if (!_parts)
            yield break;
        yield return ($"{name} (frozen)", _frozen);
        yield return ($"{name} before re-ranking", _ranked);
        yield return (Fusion, _fused);
        for (int s = 0; s < _sources.Length; s++)
            yield return ($"live {_model.Sources[s].Name}", _sources[s]);
    }

    /// <summary>Replays the part of the log that comes after training.</summary>
    /// <param name="world">The state when training ended; it goes on.</param>
    /// <param name="frozen">The same, left as it is; or null.</param>
    /// <param name="events">The whole log.</param>
    /// <param name="trained">Number of its events that were trained on.</param>
    /// <param name="weights">How interactions were weighed when the log was read.</param>
    public void Run(WorldState world, WorldState? frozen, IEnumerable<Event> events, long trained, InteractionWeights weights)
    {
        var places = new InteractionPlaces(weights);
        var pages = new DeferredPages(world);
        long number = 0;
        int asked = 0;
        foreach (var e in events)
        {
            int place = places.Take(e);
            if (number++ < trained)
                continue;
            if (place >= 0 && place < _queryAt.Length && _queryAt[place] is >= 0 and var q)
            {
                using (var state = world.Open())
                {
                    _surface = pages.Open(e)?.Surface;
                    if (SegmentOf is not null && state.FindUser(e.Actor) is { } user)
                        SegmentOf[q] = _model.Segments!.Of(user, state);
                    Ask(q, e, state);
                }
                if (frozen is not null)
                {
                    using var then = frozen.Open();
                    AskServed(_frozen, q, e, then);
                }
                if (++asked % 256 == 0)
                    _run.Report("live", (double)asked / _experiment.Queries.Count);
            }
            if (place != -2)
                pages.Apply(e);
        }
    }

    private void Ask(int q, Event e, StateView state)
    {
        if (!_parts)
        {
            AskServed(_served, q, e, state);
            return;
        }
        var context = Recall(e, state);
        for (int s = 0; s < _sources.Length; s++)
            Judge(_sources[s], q, _set.Count, static (set, s, i) => set.RankOf(s, i) > 0 ? 1f / set.RankOf(s, i) : 0, s);
        _fusion.Score(context, _set);
        Judge(_fused, q, _set.Count, static (set, _, i) => 1 + set.Scores[i], 0);
        _model.Ranker.Score(context, _set);
        _set.Sort();
        Judge(_ranked, q);
        _stages.Before(_set);
        Rerank(context);
        Judge(_served, q);
        _stages.After(_set, state, _experiment, q, _surface);
        if (_calibration is not null)
            foreach (int place in _set.Order[..Math.Min(_options.K, _set.Ordered)])
                _calibration.Add(_set.Scores[place], _experiment.Queries.RelevantTo(q).Contains(ItemOf(_set.StateOf(place))));
    }

    private void AskServed(QueryScores into, int q, Event e, StateView state)
    {
        long start = Stopwatch.GetTimestamp();
        var context = Recall(e, state);
        _model.Ranker.Score(context, _set);
        _set.Sort();
        Rerank(context);
        if (!_parts)
            _millis.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        Judge(into, q);
    }

    private RecallContext Recall(Event e, StateView state)
    {
        var context = new RecallContext(state, e.Actor, e.Timestamp) { Count = _options.K };
        _set.Reset(state, _model.Sources);
        _set.Recall(context, _model.Sources, _model.Quotas);
        return context;
    }

    private void Rerank(RecallContext context)
    {
        foreach (var reranker in _model.Rerankers)
            if (reranker.AppliesTo(false) && reranker is not Exploration)
                reranker.Reorder(context, _set);
    }

    /// <summary>Judges the order of the set.</summary>
    private void Judge(QueryScores into, int q)
    {
        _unlisted.CopyTo(_scores, 0);
        var order = _set.Order;
        for (int i = 0; i < order.Length; i++)
            if (ItemOf(_set.StateOf(order[i])) is >= 0 and var item)
                _scores[item] = 1f / (1 + i);
        into.Judge(q, _scores, _top);
    }

    /// <summary>Judges scores of the candidates; those of 0 are not listed.</summary>
    private void Judge(QueryScores into, int q, int count, Func<CandidateSet, int, int, float> score, int source)
    {
        _unlisted.CopyTo(_scores, 0);
        for (int i = 0; i < count; i++)
            if (score(_set, source, i) is > 0 and var value && ItemOf(_set.StateOf(i)) is >= 0 and var item)
                _scores[item] = value;
        into.Judge(q, _scores, _top);
    }

    private int ItemOf(ItemState item)
    {
        if (item.Number >= _itemOf.Length)
        {
            int known = _itemOf.Length;
            Array.Resize(ref _itemOf, Math.Max(item.Number + 1, 2 * known));
            Array.Fill(_itemOf, -2, known, _itemOf.Length - known);
        }
        ref int number = ref _itemOf[item.Number];
        if (number == -2)
            number = _experiment.Fit.Items.Find(item.Id);
        return number;
    }
}
