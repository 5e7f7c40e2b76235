using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Judges recommenders by the newest events: each is asked, through the code that serves, before the state learns what the user then did.</summary>
/// <remarks>
/// One request for each interaction that weighs something, with an item that is new to the user. All recommenders see the same state, live and
/// up to the moment; they differ in what was trained. Intervals come from a bootstrap over users.
/// </remarks>
internal sealed class PackageGate(UpdateOptions options, RunSettings run)
{
    private const int Resamples = 1000;
    private readonly List<Judged> _judged = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    /// <summary>Adds a recommender to be judged.</summary>
    public void Add(string name, ServingModel model) => _judged.Add(new(name, model));

    /// <summary>Requests asked.</summary>
    public int Requests { get; private set; }

    /// <summary>Replays the hold-out on top of a state that knows everything before it.</summary>
    /// <param name="world">The state as of the beginning of the hold-out.</param>
    /// <param name="events">The hold-out.</param>
    /// <param name="interactions">How many interactions it has.</param>
    public void Run(WorldState world, IEnumerable<Event> events, int interactions)
    {
        foreach (var judged in _judged)
            judged.Pipeline = new RecommendationPipeline(world, judged.Model);
        double share = Math.Min(1, (double)options.MaxRequests / Math.Max(1, interactions));
        int seen = 0;
        new EventReplay(world).Run(events, (e, state) =>
        {
            if (e.Kind != EventKind.Interaction || e.Actor is not { } actor || e.Item is not { } wanted)
                return;
            // Evenly over the hold-out: the n-th is asked when the running share passes a whole number.
            bool asked = (long)((seen + 1) * share) > (long)(seen * share);
            seen++;
            if (!asked || world.Behaviors.WeightOf(e) <= 0 || world.Behaviors.Of(e.Type).Stage is BehaviorStage.Exposure or BehaviorStage.Negative)
                return;
            if (state.FindItem(wanted) is { } item && state.FindUser(actor) is { } user && user.History.Items.IndexOf(item.Number) >= 0)
                return; // finding again what one has is another task, and the seen policy may forbid it
            Ask(new() { User = actor, At = e.Timestamp, Count = options.K, Surface = e.Surface }, wanted, state);
            run.Report("judge", (double)seen / Math.Max(1, interactions));
        }, run);
    }

    /// <summary>The rows, the candidate first.</summary>
    public IReadOnlyList<GateRow> Rows(int items)
    {
        var bootstrap = new UserBootstrap(_users.Count, Resamples, run);
        var ndcg = _judged.ConvertAll(j => bootstrap.Mean([.. j.Ndcg], [.. j.Count]));
        return [.. _judged.Select((j, i) => new GateRow(j.Name, j.Model.Manifest?.Version ?? "", new SortedDictionary<string, Interval>(StringComparer.Ordinal)
        {
            [$"ndcg@{options.K}"] = ndcg[i].Interval,
            [$"hr@{options.K}"] = bootstrap.Mean([.. j.Hits], [.. j.Count]).Interval,
            [$"coverage@{options.K}"] = Interval.Exact((double)j.Shown.Count / Math.Max(1, items)),
            [$"diversity@{options.K}"] = Interval.Exact(j.Lists == 0 ? 0 : j.Variety / j.Lists),
            // What a service compares its own scores with (recsys_score_drift).
            ["score-mean"] = Interval.Exact(j.Scores.Mean),
            ["score-deviation"] = Interval.Exact(j.Scores.Deviation),
        }, i == 0 ? Interval.Exact(0) : ndcg[i].Minus(ndcg[0])))];
    }

    private void Ask(RecommendationRequest request, string wanted, StateView state)
    {
        if (!_users.TryGetValue(request.User!, out int number))
            _users.Add(request.User!, number = _users.Count);
        Requests++;
        foreach (var judged in _judged)
        {
            var items = judged.Pipeline!.Recommend(request, state).Items;
            int place = 0;
            while (place < items.Count && items[place].Item != wanted)
                place++;
            judged.Note(number, place < items.Count ? 1 / Math.Log2(place + 2) : 0, items, state);
        }
    }

    private sealed class Judged(string name, ServingModel model)
    {
        public string Name => name;

        public ServingModel Model => model;

        public RecommendationPipeline? Pipeline { get; set; }

        public List<float> Ndcg { get; } = [];

        public List<float> Hits { get; } = [];

        public List<float> Count { get; } = [];

        public HashSet<string> Shown { get; } = new(StringComparer.Ordinal);

        public RunningScores Scores { get; } = new();

        public int Lists { get; private set; }

        public double Variety { get; private set; }

        public void Note(int user, double gain, IReadOnlyList<RecommendedItem> items, StateView state)
        {
            while (Count.Count <= user)
            {
                Ndcg.Add(0);
                Hits.Add(0);
                Count.Add(0);
            }
            Ndcg[user] += (float)gain;
            Hits[user] += gain > 0 ? 1 : 0;
            Count[user]++;
            if (items.Count == 0)
                return;
            // Share of pairs of the list that have no category in common.
            int pairs = 0, apart = 0;
            for (int i = 0; i < items.Count; i++)
            {
                Shown.Add(items[i].Item);
                Scores.Add(items[i].Score);
                var mine = state.FindItem(items[i].Item)?.Categories ?? [];
                for (int j = 0; j < i; j++, pairs++)
                    apart += state.FindItem(items[j].Item) is { } other && other.Categories.Any(mine.Contains) ? 0 : 1;
            }
            Lists++;
            Variety += pairs == 0 ? 0 : (double)apart / pairs;
        }
    }
}
