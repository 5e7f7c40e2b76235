using System.Collections.Concurrent;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Serving;

/// <summary>The whole online path: state → recall → rank → re-rank → answer with reasons. Read this file first.</summary>
public sealed class RecommendationPipeline(WorldState world, ServingModel model)
{
    private readonly ConcurrentBag<CandidateSet> _sets = []; // used again: a request allocates little beyond its answer

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
        var context = new RecallContext(state, request.User ?? request.Session, request.At)
        {
            Count = request.Count, Surface = request.Surface, Query = request.Query, Fields = request.Fields, Seeds = request.Seeds,
        };
        if (!_sets.TryTake(out var candidates))
            candidates = new CandidateSet();
        try
        {
            candidates.Reset(state, model.Sources);
            Recall(context, candidates, request);
            model.Ranker.Score(context, candidates);
            candidates.Sort();
            foreach (var reranker in model.Rerankers)
                if (reranker.AppliesTo(request.Candidates is not null))
                    reranker.Reorder(context, candidates);
            candidates.Truncate(request.Count);
            return new(Answer.Items(context, candidates, model, request.WithFeatures), model.Name, model.Version, state.Sequence);
        }
        finally
        {
            _sets.Add(candidates);
        }
    }

    /// <summary>Sources find candidates; a caller's own candidates are only scored, those unknown to us included.</summary>
    private void Recall(RecallContext context, CandidateSet candidates, RecommendationRequest request)
    {
        foreach (var own in request.Candidates ?? [])
            candidates.Include(context.State.FindItem(own.Id) ?? new ItemState(-1 - candidates.Count, own.Id));
        for (int s = 0; s < model.Sources.Count; s++)
        {
            candidates.Begin(s);
            if (request.Candidates is null)
                model.Sources[s].Recall(context, candidates);
            else
                model.Sources[s].Score(context, candidates);
        }
    }
}
