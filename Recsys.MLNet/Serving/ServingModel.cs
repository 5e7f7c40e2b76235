using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
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

    /// <summary>What the state must remember.</summary>
    public StateOptions State { get; init; } = new();

    /// <summary>The package's manifest, or null without a package.</summary>
    public PackageManifest? Manifest { get; init; }

    /// <summary>A model of live sources alone: it answers from the first event on, before anything was trained.</summary>
    public static ServingModel Live(ServingOptions? options = null, StateOptions? state = null, ComponentRegistry? components = null)
    {
        options ??= new ServingOptions();
        options.ThrowIfInvalid();
        return Assemble("live", options, state ?? new StateOptions(), components, name => throw new ArgumentException($"ServingOptions.Sources names '{name}', which is no live source and there is no package that could hold it."));
    }

    /// <summary>The model that a package holds.</summary>
    /// <exception cref="ModelFormatException">A section is missing or damaged.</exception>
    /// <exception cref="SchemaMismatchException">The ranker was trained on other features.</exception>
    public static ServingModel From(ModelPackage package, ComponentRegistry? components = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        (components ?? ComponentRegistry.Shared).Require(package.Manifest.Components());
        var options = package.Options<ServingOptions>("serving");
        ModelVocabulary? vocabulary = null;
        var model = Assemble(package.Manifest.Version, options, package.Options<StateOptions>("state"), components, name =>
        {
            vocabulary ??= ModelVocabulary.Load(package);
            return package.Load<IItemScorer>(PackageSections.Models + name) is var scorer && options.Sources.First(s => s.Name == name) is var source
                ? new ScorerSource(name, scorer, vocabulary, source.Depth, IndexOf(package, name, scorer, options.Index))
                : throw new ModelFormatException($"The package has no model '{name}'.");
        });
        if (!package.Has(PackageSections.Ranker))
            return model with { Manifest = package.Manifest };
        if (package.Manifest.SchemaHash.Length > 0)
            model.Schema.Require(package.Manifest.Version, package.Manifest.Features, package.Manifest.SchemaHash);
        var trees = package.Load<TreeEnsemble>(PackageSections.Ranker);
        return model with { Manifest = package.Manifest, Ranker = new TreeRanker(trees, model.Schema, [.. model.Sources.Select(s => s.Name)]) };
    }

    // Saved with the package as a rule: building one for a large catalogue takes minutes.
    private static IVectorIndex? IndexOf(ModelPackage package, string name, IItemScorer scorer, VectorIndexOptions options)
    {
        if (!ModelIndexes.Wanted(scorer, options))
            return null;
        if (!package.Has(PackageSections.Indexes + name))
            return ModelIndexes.Build((IVectorScorer)scorer, options);
        using var section = package.OpenSection(PackageSections.Indexes + name);
        return VectorIndexes.Load(section);
    }

    /// <summary>Names of the sources that need nothing but events.</summary>
    public static IReadOnlyList<string> LiveSourceNames { get; } = [.. ServingOptions.LiveSources.Select(s => s.Name)];

    private static ServingModel Assemble(string version, ServingOptions options, StateOptions state, ComponentRegistry? components, Func<string, ICandidateSource> fromPackage)
    {
        components ??= ComponentRegistry.Shared;
        var sources = options.Sources.Select(s => OwnSource(s, components) ?? LiveSource(s) ?? fromPackage(s.Name)).ToArray();
        List<IReranker> rerankers = [];
        if (options.Rules.Count > 0)
            rerankers.Add(new RuleFilter(options.Rules));
        rerankers.Add(new SeenPolicy(options.Seen));
        if (options.GroupVariants)
            rerankers.Add(new VariantGrouping());
        if (options.Relevance < 1)
            rerankers.Add(new Mmr(options.Relevance, new FieldLikeness()));
        rerankers.AddRange(options.Rerankers.Select(components.Create<IReranker>));
        if (options.Rules.Count > 0)
            rerankers.Add(new RulePlacement(options.Rules));
        if (options.Exploration.Kind != ExplorationKind.None)
            rerankers.Add(new Exploration(options.Exploration));
        return new ServingModel
        {
            Version = version,
            Sources = sources,
            Ranker = new FusionRanker(options.Sources.Select(s => KeyValuePair.Create(s.Name, s.Weight))),
            Rerankers = rerankers,
            Schema = options.Features.Schema([.. sources.Select(s => s.Name)], components),
            State = state,
        };
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
        _ => null,
    };
}
