using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Extensibility;

/// <summary>A component alone with a few events, without training anything: what the test of its class needs.</summary>
/// <example><code>
/// var trial = new ComponentTrial(events, new ShelfLife());
/// float days = trial.Value("shelf-life", user: "u1", item: "i7", at: events[^1].Timestamp)[0];
/// </code></example>
public sealed class ComponentTrial
{
    private readonly WorldState _state;
    private readonly FeatureSchema _schema;

    /// <summary>The state after some events, observed by some features.</summary>
    /// <param name="events">The events, oldest first.</param>
    /// <param name="features">Features that are tried; none where a source or a re-ranker is.</param>
    public ComponentTrial(IEnumerable<Event> events, params IFeature[] features)
    {
        ArgumentNullException.ThrowIfNull(events);
        _schema = new FeatureSchema(features);
        _state = new WorldState(new StateOptions(), _schema);
        foreach (var e in events)
            _state.Apply(e);
    }

    /// <summary>What a feature writes for a user, an item and a moment.</summary>
    /// <param name="feature">Its name.</param>
    /// <param name="user">Who asks, or null for nobody known.</param>
    /// <param name="item">The candidate.</param>
    /// <param name="at">The moment, in milliseconds.</param>
    /// <exception cref="ArgumentException">No feature of this trial has that name, or no event spoke of the item.</exception>
    public float[] Value(string feature, string? user, string item, long at)
    {
        ArgumentException.ThrowIfNullOrEmpty(item);
        int first = 0;
        foreach (var spec in _schema.Features.Select(f => f.Spec))
        {
            if (spec.Name == feature)
                return [.. Row(user, item, at).AsSpan(first, spec.Width)];
            first += spec.Width;
        }
        throw new ArgumentException($"No feature of this trial is named '{feature}'; it has {string.Join(", ", _schema.Features.Select(f => f.Spec.Name))}.");
    }

    /// <summary>The items that a source names, as it names them, with their scores.</summary>
    public IReadOnlyList<(string Item, float Score)> Recall(ICandidateSource source, string? user, long at)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var view = _state.Open();
        var candidates = Empty(view, source);
        source.Recall(new RecallContext(view, user, at), candidates);
        return [.. Enumerable.Range(0, candidates.Count).Select(place => (candidates.StateOf(place).Id, candidates.ScoreOf(0, place)))];
    }

    /// <summary>What a source says of items that are given to it; NaN where it says nothing.</summary>
    public IReadOnlyList<float> Score(ICandidateSource source, string? user, long at, params IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var view = _state.Open();
        var candidates = Empty(view, source);
        Include(view, candidates, items);
        source.Score(new RecallContext(view, user, at), candidates);
        return [.. candidates.ScoresOf(0)];
    }

    /// <summary>Why a source brought an item, or null.</summary>
    public Reason? Explain(ICandidateSource source, string? user, string item, long at)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var view = _state.Open();
        return source.Explain(new RecallContext(view, user, at), Find(view, item));
    }

    /// <summary>The list that a re-ranker makes of a ranked one.</summary>
    /// <param name="reranker">What is tried.</param>
    /// <param name="user">Who asks, or null.</param>
    /// <param name="at">The moment, in milliseconds.</param>
    /// <param name="ranked">Items, best first.</param>
    public IReadOnlyList<string> Reorder(IReranker reranker, string? user, long at, params IReadOnlyList<string> ranked)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(ranked);
        using var view = _state.Open();
        var candidates = new CandidateSet();
        candidates.Reset(view, []);
        Include(view, candidates, ranked);
        for (int place = 0; place < candidates.Count; place++)
            candidates.Scores[place] = candidates.Count - place;
        candidates.Sort();
        reranker.Reorder(new RecallContext(view, user, at) { Count = ranked.Count }, candidates);
        return [.. candidates.Order.ToArray().Select(place => candidates.StateOf(place).Id)];
    }

    private float[] Row(string? user, string item, long at)
    {
        using var view = _state.Open();
        var candidates = new CandidateSet();
        candidates.Reset(view, []);
        Include(view, candidates, [item]);
        var row = new float[_schema.Width];
        _schema.Write(new RecallContext(view, user, at), candidates, row);
        return row;
    }

    private static CandidateSet Empty(StateView view, ICandidateSource source)
    {
        var candidates = new CandidateSet();
        candidates.Reset(view, [source]);
        candidates.Begin(0);
        return candidates;
    }

    private static void Include(StateView view, CandidateSet candidates, IReadOnlyList<string> items)
    {
        foreach (string item in items)
            candidates.Include(Find(view, item));
    }

    private static ItemState Find(StateView view, string item) =>
        view.FindItem(item) ?? throw new ArgumentException($"No event of this trial speaks of the item '{item}'; add one.");
}
