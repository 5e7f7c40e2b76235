using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Serving;

/// <summary>A package that answers: recommends, ranks and explains from what it carries, and learns of new events in memory.</summary>
/// <remarks>For a service that stores what happens use the engine; this is the same path without a store.</remarks>
public sealed class Recommender
{
    private readonly RecommendationPipeline _pipeline;

    /// <summary>A recommender over a model and a state.</summary>
    public Recommender(ServingModel model, WorldState world)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(world);
        (Model, World, _pipeline) = (model, world, new RecommendationPipeline(world, model));
    }

    /// <summary>The models.</summary>
    public ServingModel Model { get; }

    /// <summary>What is known of users and items.</summary>
    public WorldState World { get; }

    /// <summary>Opens and verifies a package file.</summary>
    /// <exception cref="ModelFormatException">Not a package, damaged, altered, or from a later format.</exception>
    public static Recommender Open(string path)
    {
        using var package = ModelPackage.Open(path);
        return From(package);
    }

    /// <summary>The recommender that an open package holds.</summary>
    public static Recommender From(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var model = ServingModel.From(package);
        using var state = package.OpenSection(PackageSections.State);
        return new(model, WorldState.Load(state, model.State, model.Schema, live: true, sequence: package.Manifest.StateEvents));
    }

    /// <summary>Time of the newest event known: the moment that requests without a time of their own mean.</summary>
    public long Now
    {
        get
        {
            using var state = World.Open();
            return state.Newest == long.MinValue ? 0 : state.Newest;
        }
    }

    /// <summary>Applies an event; the next answer knows it.</summary>
    public void Observe(Event e) => World.Apply(e);

    /// <summary>Answers a request.</summary>
    public RecommendationResponse Recommend(RecommendationRequest request) => _pipeline.Recommend(request);

    /// <summary>Recommends to a user as of the newest event known.</summary>
    public RecommendationResponse Recommend(string user, int count = 10) => Recommend(new RecommendationRequest { User = user, Count = count, At = Now });

    /// <summary>Items like the given ones, for an item's page: from what visitors turn to near them and from their texts.</summary>
    public RecommendationResponse Similar(string item, int count = 10) => About("similar", [item], count);

    /// <summary>Items bought together with the given ones, for a cart.</summary>
    public RecommendationResponse BoughtTogether(IReadOnlyList<string> items, int count = 10) => About("bought-together", items, count);

    /// <summary>What everybody turns to now.</summary>
    public RecommendationResponse Trending(int count = 10) => About("trending", [], count);

    /// <summary>Puts the given items in order for a user, as of the newest event known. Items that were withdrawn are left out.</summary>
    public RecommendationResponse Rank(string user, params IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Recommend(new RecommendationRequest { User = user, Count = items.Count, At = Now, Candidates = [.. items.Select(i => new RankedItem { Id = i })] });
    }

    private RecommendationResponse About(string surface, IReadOnlyList<string> items, int count) =>
        Recommend(new RecommendationRequest { Surface = surface, Seeds = items, Count = count, At = Now });

    /// <summary>Why an item stands where it does for a user: what each source says, what it contributes, and the features.</summary>
    /// <exception cref="ArgumentException">The item is not known.</exception>
    public ItemExplanation Explain(RecommendationRequest request, string item) => _pipeline.Explain(request, item);
}
