using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Segments;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Serving;

/// <summary>Everything that answers requests, as one immutable bundle: it is swapped whole, so that no request sees half a deployment.</summary>
public sealed record ServingModel
{
    /// <summary>Name by which requests ask for it, such as <c>default</c>.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Version of the package, or <c>live</c> for one without a package.</summary>
    public required string Version { get; init; }

    /// <summary>Where candidates come from, in order.</summary>
    public required IReadOnlyList<ICandidateSource> Sources { get; init; }

    /// <summary>What scores them.</summary>
    public required IRanker Ranker { get; init; }

    /// <summary>What changes the list afterwards, in order.</summary>
    public required IReadOnlyList<IReranker> Rerankers { get; init; }

    /// <summary>The features of <see cref="Sources"/>.</summary>
    public required FeatureSchema Schema { get; init; }

    /// <summary>How much of each source's list a request takes. Default all.</summary>
    public RecallQuotas Quotas { get; init; } = RecallQuotas.None;

    /// <summary>What the ranker's score means as the probability that the item is taken next; null where that was not learned.</summary>
    public IScoreCalibrator? Calibrator { get; init; }

    /// <summary>The segments of users, or null where none were learned.</summary>
    public UserSegments? Segments { get; init; }

    /// <summary>The same for named surfaces: what answers a request that names one. Default none.</summary>
    public IReadOnlyDictionary<string, ServingModel> Surfaces { get; init; } = new Dictionary<string, ServingModel>();

    /// <summary>Whether lists are about the items that a request names, not for its user. Default false.</summary>
    public bool SeedsOnly { get; init; }

    /// <summary>What the state must remember.</summary>
    public StateOptions State { get; init; } = new();

    /// <summary>The package's manifest, or null without a package.</summary>
    public PackageManifest? Manifest { get; init; }

    /// <summary>A model of live sources alone: it answers from the first event on, before anything was trained.</summary>
    public static ServingModel Live(ServingOptions? options = null, StateOptions? state = null, ComponentRegistry? components = null)
    {
        options ??= new ServingOptions();
        options.ThrowIfInvalid();
        return Assemble("live", options, state ?? new StateOptions(), components, null, source => throw new ArgumentException($"ServingOptions.Sources names '{source.Name}', which is no live source and there is no package that could hold it."));
    }

    /// <summary>A model of parts in memory that no package holds yet: how training sees requests, and tests.</summary>
    /// <param name="version">What it calls itself.</param>
    /// <param name="options">Its sources and rules.</param>
    /// <param name="state">What the state it reads remembers.</param>
    /// <param name="vocabulary">The numbers that <paramref name="models"/> know users and items by.</param>
    /// <param name="models">Fitted models by the names of their sources.</param>
    /// <param name="trees">The final ranker, or null for the untrained fusion.</param>
    /// <param name="components">Known components; null for those of the process.</param>
    /// <param name="segments">Segments of users; null without.</param>
    /// <exception cref="ArgumentException">A source is neither live nor among the models.</exception>
    /// <exception cref="SchemaMismatchException">The ranker was trained on other features.</exception>
    public static ServingModel Of(string version, ServingOptions options, StateOptions state, ModelVocabulary vocabulary, IReadOnlyList<(string Name, IItemScorer Model)> models, TreeEnsemble? trees = null, ComponentRegistry? components = null, UserSegments? segments = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(models);
        options.ThrowIfInvalid();
        var model = Assemble(version, options, state, components, segments, source => models.FirstOrDefault(m => m.Name == source.Name).Model is { } scorer
            ? new ScorerSource(source.Name, scorer, vocabulary, source.Depth)
            : throw new ArgumentException($"ServingOptions.Sources names '{source.Name}', which is no live source and not among the models {string.Join(", ", models.Select(m => m.Name))}."));
        return trees is null ? model : model.With(trees);
    }

    /// <summary>The same sources and rules with trees as the final ranker.</summary>
    /// <exception cref="SchemaMismatchException">The trees were trained on other features.</exception>
    public ServingModel With(TreeEnsemble trees) => With(new TreeRanker(trees, Schema, [.. Sources.Select(s => s.Name)]));

    /// <summary>The same sources and rules with a ranker of several aims.</summary>
    /// <param name="aims">One model for each aim.</param>
    /// <param name="weights">Weights where a request says nothing; null or empty for 1 each.</param>
    /// <exception cref="SchemaMismatchException">The models were trained on other features.</exception>
    public ServingModel With(MultiObjectiveModel aims, IReadOnlyDictionary<string, double>? weights = null) => With(new ObjectiveRanker(aims, Schema, [.. Sources.Select(s => s.Name)], weights));

    // Surfaces with the same sources have the same candidates, features and ranker.
    private ServingModel With(IRanker ranker) => this with
    {
        Ranker = ranker,
        Surfaces = Surfaces.ToDictionary(s => s.Key, s => s.Value.Sources == Sources ? s.Value with { Ranker = ranker } : s.Value, StringComparer.Ordinal),
    };

    /// <summary>The same with trees of its own for one surface. A surface whose sources are others keeps its ranker.</summary>
    /// <exception cref="SchemaMismatchException">The trees were trained on other features.</exception>
    public ServingModel With(string surface, TreeEnsemble trees)
    {
        ArgumentException.ThrowIfNullOrEmpty(surface);
        var known = Surfaces.GetValueOrDefault(surface) ?? this with { Surfaces = new Dictionary<string, ServingModel>() };
        if (known.Sources != Sources)
            return this;
        // Its scores are on a scale of their own, which the common curve knows nothing of.
        var own = known with { Ranker = new TreeRanker(trees, Schema, [.. Sources.Select(s => s.Name)]), Calibrator = null };
        return this with { Surfaces = new Dictionary<string, ServingModel>(Surfaces, StringComparer.Ordinal) { [surface] = own } };
    }

    /// <summary>The same with probabilities beside the scores, on every surface that shares the ranker.</summary>
    public ServingModel With(IScoreCalibrator? calibrator) => this with
    {
        Calibrator = calibrator,
        Surfaces = Surfaces.ToDictionary(s => s.Key, s => s.Value.Ranker == Ranker ? s.Value with { Calibrator = calibrator } : s.Value, StringComparer.Ordinal),
    };

    /// <summary>The model that a package holds. Without a ranker of its own a surface takes the common one; without that, the untrained fusion of the sources ranks.</summary>
    /// <exception cref="ModelFormatException">A section is missing or damaged.</exception>
    /// <exception cref="SchemaMismatchException">The ranker was trained on other features.</exception>
    public static ServingModel From(ModelPackage package, ComponentRegistry? components = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        (components ?? ComponentRegistry.Shared).Require(package.Manifest.Components());
        var options = package.Options<ServingOptions>("serving");
        var models = new PackagedModels(package, options.Index);
        var model = Assemble(package.Manifest.Version, options, package.Options<StateOptions>("state"), components, SegmentsOf(package), models.Source) with { Manifest = package.Manifest };
        if (!package.Has(PackageSections.Ranker))
            return model;
        if (package.Manifest.SchemaHash.Length > 0)
            model.Schema.Require(package.Manifest.Version, package.Manifest.Features, package.Manifest.SchemaHash);
        model = package.Load<ISavedModel>(PackageSections.Ranker) switch
        {
            TreeEnsemble trees => model.With(trees),
            MultiObjectiveModel aims => model.With(aims, options.Objectives),
            var other => throw new ModelFormatException($"The package's ranker is a '{other.Kind}'; expected trees. Update Recsys.MLNet, or train the package again."),
        };
        if (package.Has(PackageSections.Calibrator))
            model = model.With(package.Load<IScoreCalibrator>(PackageSections.Calibrator));
        foreach (string section in package.Under(PackageSections.SurfaceRankers))
            model = model.With(section[PackageSections.SurfaceRankers.Length..], package.Load<TreeEnsemble>(section));
        return model;
    }

    private static UserSegments? SegmentsOf(ModelPackage package)
    {
        if (!package.Has(PackageSections.Segments))
            return null;
        using var section = package.OpenSection(PackageSections.Segments);
        using var reader = new SectionReader(section);
        return UserSegments.Read(reader);
    }

    /// <summary>Names of the sources that need nothing but events.</summary>
    public static IReadOnlyList<string> LiveSourceNames { get; } = [.. ServingOptions.LiveSources.Select(s => s.Name), "bought-together"];

    private static ServingModel Assemble(string version, ServingOptions options, StateOptions state, ComponentRegistry? components, UserSegments? segments, Func<SourceOptions, ICandidateSource> fromPackage)
    {
        components ??= ComponentRegistry.Shared;
        var model = Assemble(version, options, state, components, segments, fromPackage, null);
        var surfaces = new Dictionary<string, ServingModel>(StringComparer.Ordinal);
        foreach (var surface in SurfaceOptions.Usual.Where(u => options.Surfaces.All(s => s.Name != u.Name)).Concat(options.Surfaces))
            surfaces[surface.Name] = Assemble(version, surface.Over(options), state, components, segments, fromPackage, surface.Sources is null ? model : null) with { SeedsOnly = surface.SeedsOnly };
        return model with { Surfaces = surfaces };
    }

    private static ServingModel Assemble(string version, ServingOptions options, StateOptions state, ComponentRegistry components, UserSegments? segments, Func<SourceOptions, ICandidateSource> fromPackage, ServingModel? like)
    {
        var sources = like?.Sources ?? [.. options.Sources.Select(s => OwnSource(s, components) ?? LiveSource(s) ?? fromPackage(s))];
        return new ServingModel
        {
            Version = version,
            Sources = sources,
            Ranker = like?.Ranker ?? new FusionRanker(options.Sources.Select(s => KeyValuePair.Create(s.Name, s.Weight))),
            Rerankers = RerankersOf(options, components),
            Schema = like?.Schema ?? options.Features.Schema([.. sources.Select(s => s.Name)], components, segments),
            // Quotas are learned for the lists of the default sources; a surface with its own takes them whole.
            Quotas = like is null && options.Quotas.Count > 0 ? new RecallQuotas(options.Quotas, sources) : like?.Quotas ?? RecallQuotas.None,
            State = state,
            Segments = segments,
        };
    }

    private static List<IReranker> RerankersOf(ServingOptions options, ComponentRegistry components)
    {
        List<IReranker> rerankers = [];
        if (options.Rules.Count > 0)
            rerankers.Add(new RuleFilter(options.Rules));
        rerankers.Add(new SeenPolicy(options.Seen));
        if (options.GroupVariants)
            rerankers.Add(new VariantGrouping());
        if (options.Relevance < 1)
            rerankers.Add(options.Diversity == DiversityKind.Dpp ? new Dpp(options.Relevance, new FieldLikeness()) : new Mmr(options.Relevance, new FieldLikeness()));
        if (options.Calibration > 0)
            rerankers.Add(new Calibration(options.Calibration));
        rerankers.AddRange(options.Rerankers.Select(components.Create<IReranker>));
        if (options.Rules.Count > 0)
            rerankers.Add(new RulePlacement(options.Rules));
        if (options.Exploration.Kind != ExplorationKind.None)
            rerankers.Add(new Exploration(options.Exploration, options.NewItems));
        if (options.NewItems.Places > 0)
            rerankers.Add(new NewItemQuota(options.NewItems, probabilitiesKnown: options.Exploration.Kind != ExplorationKind.Thompson));
        return rerankers;
    }

    private static ICandidateSource? OwnSource(SourceOptions source, ComponentRegistry components)
    {
        if (source.Type is not { } type)
            return null;
        var own = components.Create<ICandidateSource>(new ComponentUse(type, source.Name) { Options = source.Options ?? [] });
        return own.Name == source.Name ? own
            : throw new ArgumentException($"The source '{source.Name}' ({type}) calls itself '{own.Name}'; let its constructor take the name (a string parameter), or name it '{own.Name}'.");
    }

    private static ICandidateSource? LiveSource(SourceOptions source) => source.Name switch
    {
        "co-visit" => new CoVisitSource(depth: source.Depth),
        "again" => new AgainSource(source.Depth),
        "category" => new CategorySource(depth: source.Depth),
        "trending" => new BoardSource(Board.Trending, source.Depth),
        "popular" => new BoardSource(Board.Popular, source.Depth),
        "new" => new BoardSource(Board.Newest, source.Depth),
        "new-text" => new NewTextSource(depth: source.Depth),
        "bought-together" => new CoVisitSource(depth: source.Depth, purchases: true),
        _ => null,
    };
}
