using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Engine;

/// <summary>Asks a model before it takes over: its first calls compile code, fill caches and read memory for the first time, which must not be a user's.</summary>
/// <remarks>
/// What was asked last comes first, then the home page and every surface for the users seen last. Ends after so many requests or so much time.
/// A request that fails keeps the model from being put in place.
/// </remarks>
internal sealed class WarmUp(RecsysOptions options, TimeProvider clock, RecentRequests asked)
{
    private const int Users = 32;

    /// <summary>Warms a model up.</summary>
    /// <returns>How many requests were asked.</returns>
    public int Run(WorldState world, ServingModel model)
    {
        // Not the pipeline that will answer: these times are no user's.
        var pipeline = new RecommendationPipeline(world, model);
        long began = clock.GetTimestamp();
        int count = 0;
        foreach (var request in Requests(world, model))
        {
            if (count >= options.WarmUpRequests || (count > 0 && clock.GetElapsedTime(began).TotalMilliseconds >= options.WarmUpMilliseconds))
                break;
            pipeline.Recommend(request with { At = clock.GetUtcNow().ToUnixTimeMilliseconds() });
            count++;
        }
        return count;
    }

    private IEnumerable<RecommendationRequest> Requests(WorldState world, ServingModel model)
    {
        foreach (var request in asked.Newest())
        {
            // The model may have other aims than the one that was asked.
            var ranker = (request.Surface is { } name ? model.Surfaces.GetValueOrDefault(name) ?? model : model).Ranker;
            yield return request with { Id = null, Objectives = request.Objectives.Keys.All(ranker.Objectives.Contains) ? request.Objectives : RecallContext.NoObjectives };
        }
        string[] users = world.NewestUsers(Users);
        foreach (string? user in users.Prepend(null))
            foreach (string? surface in model.Surfaces.Keys.Prepend(null))
                yield return new() { User = user, Surface = surface, At = 0, Seeds = surface is null ? [] : LastItem(world, user) };
    }

    private static string[] LastItem(WorldState world, string? user)
    {
        using var state = world.Open();
        return state.FindUser(user)?.History is { Count: > 0 } history && state.Item(history.Items[^1]) is { } item ? [item.Id] : [];
    }
}
