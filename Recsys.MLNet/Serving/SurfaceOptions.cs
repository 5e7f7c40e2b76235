using Recsys.MLNet.Reranking;

namespace Recsys.MLNet.Serving;

/// <summary>How lists of one surface differ from those of the default one, such as the page of an item from the home page.</summary>
public sealed record SurfaceOptions : IValidatedOptions
{
    /// <summary>The surface's name, as requests give it. Default <c>home</c>. A name that no request gives changes nothing; see <see cref="ServingOptions.Surfaces"/>.</summary>
    public string Name { get; init; } = "home";

    /// <summary>Its candidate sources. Default null: those of the default surface with its ranker; other sources are ranked by their weights alone. Live sources and models of the package may be named.</summary>
    public IReadOnlyList<SourceOptions>? Sources { get; init; }

    /// <summary>Whether only the items that a request is about count, not the user's history. Default false. True for lists that belong to an item's page; then requests must name items. See <see cref="Sources"/>.</summary>
    public bool SeedsOnly { get; init; }

    /// <summary>Whether items may come again. Default null: as on the default surface. See <see cref="ServingOptions.Seen"/>.</summary>
    public IReadOnlyList<SeenRule>? Seen { get; init; }

    /// <summary>λ of the diversity step. Default null: as on the default surface; 1 for the ranker's order. See <see cref="ServingOptions.Relevance"/>.</summary>
    public float? Relevance { get; init; }

    /// <summary>Rules of this surface. Default null: those of the default surface, a rule that names another surface left out. See <see cref="ServingOptions.Rules"/>.</summary>
    public IReadOnlyList<ItemRule>? Rules { get; init; }

    /// <summary>Room for chance. Default null: as on the default surface. See <see cref="ServingOptions.Exploration"/>.</summary>
    public ExplorationOptions? Exploration { get; init; }

    /// <summary>Surfaces that every recommender has unless its options name them themselves: <c>similar</c>, <c>bought-together</c> and <c>trending</c>.</summary>
    public static IReadOnlyList<SurfaceOptions> Usual { get; } =
    [
        new() { Name = "similar", SeedsOnly = true, Relevance = 1, Sources = [new("co-visit", 1, 100), new("new-text", 0.3f, 30)] },
        new() { Name = "bought-together", SeedsOnly = true, Relevance = 1, Sources = [new("bought-together", 1, 100), new("co-visit", 0.1f, 50)] },
        new() { Name = "trending", Relevance = 1, Sources = [new("trending", 1, 200), new("popular", 0.01f, 200)] },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [.. Exploration?.Problems() ?? [], .. Check.All(
        Check.That(Name.Length > 0, nameof(Name), "is empty; requests choose a surface by its name."),
        Check.That(Sources is null || Sources.Count > 0, nameof(Sources), "is empty; name at least one source, or leave it out."),
        Check.That(Relevance is null or (>= 0 and <= 1), nameof(Relevance), "lies outside 0..1."))];

    /// <summary>The options of this surface.</summary>
    internal ServingOptions Over(ServingOptions whole) => whole with
    {
        Sources = Sources ?? whole.Sources,
        Seen = Seen ?? whole.Seen,
        Relevance = Relevance ?? whole.Relevance,
        Rules = Rules ?? whole.Rules,
        Exploration = Exploration ?? whole.Exploration,
        Surfaces = [],
        Quotas = Sources is null ? whole.Quotas : [],
    };
}
