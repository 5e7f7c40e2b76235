using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Turns a logged request into rows by the recall and the features that serve, before the request changes the state.</summary>
/// <remarks>
/// Two groups of rows. Candidates: what was taken against other items that the sources name, less those that serving would hide, and a
/// few items of the whole catalogue. Page: what was taken against what was looked at on the page. Either is left out when it has
/// nothing to compare. Items the user turns to within the longest window are no negatives.
/// </remarks>
internal sealed class RequestRows(RankerOptions options, RequestLog requests, InteractionLog log, UserHistories histories, Outcomes outcomes, RunSettings run)
{
    private const int MostShown = 500;
    private readonly CandidateSet _candidates = new();
    private readonly List<int> _places = [];
    private readonly List<byte> _outcomes = [];
    private readonly List<float> _dwell = [];
    private readonly List<int> _positions = [];
    private readonly List<float> _stands = []; // how many candidates of the request each row stands for
    private readonly HashSet<int> _later = []; // items that are no negatives

    /// <summary>Requests whose wanted items no source named, or serving would hide.</summary>
    public int NotRecalled { get; private set; }

    /// <summary>Requests asked for candidates.</summary>
    public int Asked { get; private set; }

    /// <summary>Whether rows say which items they are of.</summary>
    public bool NamesItems { get; init; }

    /// <summary>Receives the lists of requests that quotas are learned from, or null.</summary>
    public RecallQuotaLearner? Quotas { get; set; }

    /// <summary>Makes the rows.</summary>
    /// <param name="planned">Number of the request in the plan.</param>
    /// <param name="request">The request.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="e">Its event, not applied yet.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="model">Sources fitted strictly before it.</param>
    /// <param name="pages">Whether rows of pages are wanted.</param>
    /// <param name="candidates">Whether rows of candidates are wanted.</param>
    /// <param name="into">Receives them.</param>
    public void Add(int planned, LoggedRequest request, float weight, Event e, StateView state, ServingModel model, bool pages, bool candidates, ICollection<RequestGroup> into)
    {
        bool page = pages && request.IsPage && request.Items.Length <= MostShown;
        if (!page && !candidates)
            return;
        var context = new RecallContext(state, request.Actor, request.Time) { Surface = e.Surface, Query = e.Query, Fields = e.Kind == EventKind.Ranking ? e.Fields : [] };
        _candidates.Reset(state, model.Sources);
        _candidates.Recall(context, model.Sources, model.Quotas);
        int recalled = _candidates.Count;
        Quotas?.Add(context, _candidates, Wanted(request, state));
        if (candidates)
        {
            FindLater(request, state);
            AddCandidates(request, context, state, model, recalled);
            Emit(planned, request, context, model.Schema, weight, withPositions: false, into);
        }
        if (page)
        {
            AddPage(request, e, state);
            Emit(planned, request, context, model.Schema, weight, withPositions: true, into);
        }
    }

    private HashSet<int> Wanted(LoggedRequest request, StateView state)
    {
        var wanted = new HashSet<int>();
        for (int i = 0; i < request.Items.Length; i++)
            if (request.Outcomes[i] > 0 && state.FindItem(requests.Items[request.Items[i]]) is { } item)
                wanted.Add(item.Number);
        return wanted;
    }

    /// <summary>What a request of now would compare: features of recalled candidates.</summary>
    public void Describe(string actor, long at, StateView state, ServingModel model, FeatureMoments into)
    {
        var context = new RecallContext(state, actor, at);
        _candidates.Reset(state, model.Sources);
        _candidates.Recall(context, model.Sources, model.Quotas);
        Hide(context, model);
        int[] order = _candidates.Order.ToArray();
        run.Random("ranker.shift").Shuffle<int>(order);
        var places = order.AsSpan(0, Math.Min(order.Length, options.Negatives));
        var values = new float[places.Length * model.Schema.Width];
        model.Schema.Write(context, _candidates, places, values);
        for (int i = 0; i < places.Length; i++)
            into.Add(values.AsSpan(i * model.Schema.Width, model.Schema.Width));
    }

    /// <summary>Leaves in the order what serving would show.</summary>
    private void Hide(RecallContext context, ServingModel model)
    {
        _candidates.Scores.Clear();
        _candidates.Sort();
        foreach (var reranker in model.Rerankers)
            if (reranker is SeenPolicy or RuleFilter)
                reranker.Reorder(context, _candidates);
    }

    private void AddCandidates(LoggedRequest request, RecallContext context, StateView state, ServingModel model, int recalled)
    {
        Hide(context, model);
        Asked++;
        for (int i = 0; i < request.Items.Length; i++)
        {
            if (request.Outcomes[i] == 0 || state.FindItem(requests.Items[request.Items[i]]) is not { } item)
                continue;
            int place = _candidates.PlaceOf(item.Number);
            if (place >= 0 && place < recalled && _candidates.Order.Contains(place))
                Keep(place, request, i, 0);
        }
        if (_places.Count == 0)
        {
            NotRecalled++;
            return;
        }
        var random = run.Random("ranker.negatives", request.Event);
        int[] others = Array.FindAll(_candidates.Order.ToArray(), place => !_later.Contains(_candidates.StateOf(place).Number) && !_places.Contains(place));
        random.Shuffle<int>(others);
        int kept = Math.Min(options.Negatives, others.Length);
        foreach (int place in others.AsSpan(0, kept))
            Keep(place, null, 0, 0, (float)others.Length / kept);
        int uniform = (int)Math.Round(options.Negatives * options.UniformShare);
        for (int draw = 0; draw < 4 * uniform && uniform > 0 && state.ItemCount > 0; draw++)
        {
            if (state.Item(random.NextInt(state.ItemCount)) is not { Available: true } item || _later.Contains(item.Number) || _candidates.PlaceOf(item.Number) >= 0)
                continue;
            Keep(_candidates.Include(item), null, 0, 0, stands: 0);
            uniform--;
        }
    }

    private void AddPage(LoggedRequest request, Event e, StateView state)
    {
        for (int i = 0; i < request.Items.Length; i++)
        {
            if (!request.Examined(i) || state.FindItem(requests.Items[request.Items[i]]) is not { } item || _candidates.Include(item) is var place && place < 0)
                continue;
            Keep(place, request, i, e.Items[i].Position >= 0 ? Math.Min(e.Items[i].Position, MostShown) : i);
        }
    }

    // "taken" and "i" say what came of it; null for nothing.
    private void Keep(int place, LoggedRequest? taken, int i, int position, float stands = 1)
    {
        if (_places.Contains(place))
            return;
        _places.Add(place);
        _outcomes.Add(taken?.Outcomes[i] ?? 0);
        _dwell.Add(taken?.DwellOf(i) ?? 0);
        _positions.Add(position);
        _stands.Add(stands);
    }

    private void Emit(int planned, LoggedRequest request, RecallContext context, FeatureSchema schema, float weight, bool withPositions, ICollection<RequestGroup> into)
    {
        if (_outcomes.Exists(o => o > 0) && _outcomes.Exists(o => o == 0))
        {
            Shuffle(run.Random(withPositions ? "ranker.page" : "ranker.order", request.Event));
            var values = new float[_places.Count * schema.Width];
            schema.Write(context, _candidates, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_places), values);
            into.Add(new()
            {
                Planned = planned,
                Event = request.Event,
                Time = request.Time,
                Actor = request.Actor,
                Surface = context.Surface,
                Weight = weight,
                Items = NamesItems ? [.. _places.Select(p => _candidates.StateOf(p).Id)] : null,
                Values = values,
                Labels = [.. _outcomes.Select(o => (float)RowLabels.GradeOf(o))],
                Outcomes = [.. _outcomes],
                Dwell = [.. _dwell],
                Positions = withPositions ? [.. _positions] : null,
                Stands = withPositions ? null : [.. _stands],
            });
        }
        _places.Clear();
        _outcomes.Clear();
        _dwell.Clear();
        _positions.Clear();
        _stands.Clear();
    }

    // The order within a request decides between equal scores, so it must not tell what was taken.
    private void Shuffle(RandomStream random)
    {
        for (int i = _places.Count - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (_places[i], _places[j]) = (_places[j], _places[i]);
            (_outcomes[i], _outcomes[j]) = (_outcomes[j], _outcomes[i]);
            (_dwell[i], _dwell[j]) = (_dwell[j], _dwell[i]);
            (_positions[i], _positions[j]) = (_positions[j], _positions[i]);
            (_stands[i], _stands[j]) = (_stands[j], _stands[i]);
        }
    }

    /// <summary>Items that are no negatives: those the user turns to until the longest window closes, and those of the page that went unseen.</summary>
    private void FindLater(LoggedRequest request, StateView state)
    {
        _later.Clear();
        // What stood further down the page may have gone unseen: it refused nothing.
        for (int i = 0; i < request.Items.Length && request.IsPage; i++)
            if (!request.Examined(i) && state.FindItem(requests.Items[request.Items[i]]) is { } unseen)
                _later.Add(unseen.Number);
        int user = request.Actor is null ? -1 : log.Users.Find(requests.Resolve(request.Actor));
        if (user < 0)
            return;
        var times = histories.TimesOf(user);
        var items = histories.ItemsOf(user);
        for (int i = 0; i < times.Length; i++)
            if (times[i] >= request.Time && times[i] - request.Time <= outcomes.Longest && state.FindItem(log.Items[items[i]]) is { } item)
                _later.Add(item.Number);
    }
}
