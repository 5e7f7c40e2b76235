using System.Buffers;
using System.Collections.Concurrent;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Serving;

/// <summary>The whole online path: state → recall → rank → re-rank → answer with reasons. Read this file first.</summary>
/// <param name="world">What is known of users and items.</param>
/// <param name="model">The models.</param>
/// <param name="times">Receives how long each stage takes, or null.</param>
public sealed class RecommendationPipeline(WorldState world, ServingModel model, StageTimes? times = null)
{
    private readonly ConcurrentBag<CandidateSet> _sets = []; // used again: a request allocates little beyond its answer
    private readonly Dictionary<string, RecommendationPipeline> _surfaces = model.Surfaces.ToDictionary(s => s.Key, s => new RecommendationPipeline(world, s.Value, times), StringComparer.Ordinal);

    /// <summary>Sees the lists of the default surface, or null.</summary>
    internal IListObserver? Observer { get; init; }

    /// <summary>Answers one request from the state as of the last event applied.</summary>
    public RecommendationResponse Recommend(RecommendationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var state = world.Open();
        return Recommend(request, state);
    }

    /// <summary>Answers one request from a given state.</summary>
    public RecommendationResponse Recommend(RecommendationRequest request, StateView state)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Count);
        if (SurfaceOf(request) is { } surface)
            return surface.Recommend(request, state);
        if (request.Objectives.Count > 0 && model.Ranker.Objectives.Count == 0)
            throw new ArgumentException($"The request weighs objectives ({string.Join(", ", request.Objectives.Keys)}); version {model.Version} of model '{model.Name}' has one aim only. Leave them out, or serve a package with a ranker of several objectives.");
        var clock = new StageClock(times);
        clock.Enter(RequestStage.State);
        if (!_sets.TryTake(out var candidates))
            candidates = new CandidateSet();
        var context = Context(request, state, candidates);
        try
        {
            candidates.Reset(state, model.Sources);
            clock.Enter(RequestStage.Recall);
            Recall(context, candidates, request);
            clock.Enter(RequestStage.Rank);
            model.Ranker.Score(context, candidates);
            clock.FeaturesReady(candidates.FeaturesReadyAt);
            clock.Enter(RequestStage.Rerank);
            candidates.Sort();
            int scored = candidates.Count;
            Rerank(context, candidates, request);
            clock.Enter(RequestStage.Answer);
            if (request.Candidates is null)
                Observer?.Observe(candidates, scored);
            return new(Answer.Items(context, candidates, scored, model, request.WithFeatures, request.WithReasons), model.Name, model.Version, state.Sequence);
        }
        finally
        {
            clock.End();
            candidates.Scratch.Forget();
            _sets.Add(candidates);
        }
    }

    /// <summary>Why an item stands where it does; an item that no source found is scored as one more candidate.</summary>
    /// <exception cref="ArgumentException">The item is not known, or withdrawn.</exception>
    public ItemExplanation Explain(RecommendationRequest request, string item)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (SurfaceOf(request) is { } surface)
            return surface.Explain(request, item);
        using var state = world.Open();
        var known = state.FindItem(item) ?? throw new ArgumentException($"The item '{item}' is not known. Send an item event first, or check the id.");
        if (!known.Available)
            throw new ArgumentException($"The item '{item}' was withdrawn, so it is in no list. Send an item event with available true to bring it back.");
        var candidates = new CandidateSet();
        var context = Context(request, state, candidates);
        candidates.Reset(state, model.Sources);
        Recall(context, candidates, request);
        bool recalled = candidates.PlaceOf(known.Number) >= 0;
        int place = candidates.Include(known);
        model.Ranker.Score(context, candidates);
        candidates.Sort();
        int rank = 1 + candidates.Order.IndexOf(place);
        var bySource = new float[model.Sources.Count];
        model.Ranker.Contributions(context, candidates, place, bySource);
        var reasons = Answer.Reasons(context, candidates, model, place, [.. bySource]);
        var rows = model.Schema.Rows(context, candidates);
        Rerank(context, candidates, request);
        return new(item, candidates.Scores[place], rank, 1 + candidates.Order.IndexOf(place), recalled,
            [.. model.Sources.Select((s, i) => new SourceExplanation(s.Name, candidates.ScoreOf(i, place), candidates.RankOf(i, place), bySource[i]))],
            reasons, [.. model.Schema.Names.Select((name, i) => KeyValuePair.Create(name, rows.Row(place)[i]))])
        {
            Contributions = (model.Ranker as TreeRanker)?.ByFeature(rows.Row(place)) ?? [],
        };
    }

    private RecommendationPipeline? SurfaceOf(RecommendationRequest request) => request.Surface is { } name ? _surfaces.GetValueOrDefault(name) : null;

    private RecallContext Context(RecommendationRequest request, StateView state, CandidateSet candidates) => new(state, request.User ?? request.Session, request.At)
    {
        Count = request.Count,
        Surface = request.Surface,
        Query = request.Query,
        Fields = request.Fields,
        Given = request.Candidates ?? [],
        Seeds = request.Seeds,
        SeedsOnly = model.SeedsOnly && request.Candidates is null,
        Objectives = request.Objectives,
        Seed = SeedOf(request),
        Scratch = candidates.Scratch,
    };

    // A list is drawn by its id, so that the logged list can be drawn again; without one by who asks and when.
    private static ulong SeedOf(RecommendationRequest request)
    {
        ulong hash = 14695981039346656037UL ^ (request.Id is null ? (ulong)request.At : 0);
        foreach (char c in request.Id ?? request.User ?? request.Session ?? "")
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    private void Rerank(RecallContext context, CandidateSet candidates, RecommendationRequest request)
    {
        if (request.Candidates is null && request.Seeds.Count > 0)
            WithoutSeeds(context, candidates);
        foreach (var reranker in model.Rerankers)
            if (reranker.AppliesTo(request.Candidates is not null))
                reranker.Reorder(context, candidates);
        candidates.Truncate(request.Count);
    }

    // What the list is about is on the page already.
    private static void WithoutSeeds(RecallContext context, CandidateSet candidates)
    {
        var order = candidates.Order;
        int kept = 0;
        foreach (int place in order)
            if (!context.Seeds.Contains(candidates.StateOf(place).Id))
                order[kept++] = place;
        candidates.Truncate(kept);
    }

    private static void Include(RecallContext context, CandidateSet candidates)
    {
        int count = context.Given.Count;
        if (count == 0)
            return;
        string[] ids = ArrayPool<string>.Shared.Rent(count);
        int[] numbers = ArrayPool<int>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
            ids[i] = context.Given[i].Id;
        context.State.Find(ids.AsSpan(0, count), numbers);
        context.State.Fetch(numbers.AsSpan(0, count));
        for (int i = 0; i < count; i++)
            candidates.Include(context.State.Item(numbers[i]) ?? new ItemState(-1 - candidates.Count, ids[i]));
        ArrayPool<string>.Shared.Return(ids, clearArray: true);
        ArrayPool<int>.Shared.Return(numbers);
    }

    /// <summary>Sources find candidates; a caller's own candidates are only scored, those unknown to us included.</summary>
    private void Recall(RecallContext context, CandidateSet candidates, RecommendationRequest request)
    {
        Include(context, candidates);
        int given = candidates.Count;
        if (request.Candidates is null || model.Ranker.ReadsLists)
        {
            candidates.Recall(context, model.Sources, model.Quotas);
            // What was recalled beside the caller's own has said what they are compared with; it is not scored.
            if (request.Candidates is not null)
                candidates.KeepFirst(given);
            return;
        }
        for (int s = 0; s < model.Sources.Count; s++)
        {
            candidates.Begin(s);
            model.Sources[s].Score(context, candidates);
        }
    }
}
