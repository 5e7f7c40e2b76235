using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;

namespace Recsys.MLNet.Serving;

/// <summary>How a package answers: its sources, the seen policy, diversity. Saved with the package.</summary>
public sealed record ServingOptions : IValidatedOptions
{
    /// <summary>Candidate sources in order. Default the live ones that need no training. Too few lose items the ranker never sees, too many cost time per request; see each source's depth.</summary>
    public IReadOnlyList<SourceOptions> Sources { get; init; } = LiveSources;

    /// <summary>How much of each source's list a request takes, by surface and by whether the user has a history. Default none: whole lists, see each source's depth. Learned by <c>ranker.recallBudget</c>; too small loses items the ranker never sees. A ranker must be trained with the quotas it serves with.</summary>
    public IReadOnlyList<RecallQuota> Quotas { get; init; } = [];

    /// <summary>Whether items may come again, by behaviour. Default <see cref="SeenPolicy.Usual"/>. Too strict empties the list of heavy users, too lax repeats what was just bought. Works together with the source <c>again</c>.</summary>
    public IReadOnlyList<SeenRule> Seen { get; init; } = SeenPolicy.Usual;

    /// <summary>λ of the diversity step, 0 to 1. Default 0.85; 1 keeps the ranker's order, towards 0 lists become varied and less relevant. Acts on the head of the list only, after <see cref="Seen"/>.</summary>
    public float Relevance { get; init; } = 0.85f;

    /// <summary>How lists are made varied. Default MMR. DPP weighs an item against all above it together, at more cost; both by <see cref="Relevance"/>.</summary>
    public DiversityKind Diversity { get; init; }

    /// <summary>λ of calibration: how much the categories of a list follow the shares they have in the user's interest, 0 to 1. Default 0, not at all; 0.5 is a usual start, near 1 shares count and relevance does not. Acts after <see cref="Diversity"/>.</summary>
    public float Calibration { get; init; }

    /// <summary>Places kept for items that nobody knows yet. Default none. Too many cost relevance, none lets new items starve where the ranker distrusts them. Acts last, after <see cref="Exploration"/>.</summary>
    public NewItemOptions NewItems { get; init; } = new();

    /// <summary>Weights of the ranker's aims where a request gives none. Default empty: 1 each. Only for rankers of several aims; a name that the ranker does not have is refused.</summary>
    public IReadOnlyDictionary<string, double> Objectives { get; init; } = new Dictionary<string, double>();

    /// <summary>Surfaces with lists of their own. Default none beyond <see cref="SurfaceOptions.Usual"/>; a surface that a request names and nobody knows is answered as the default one. Each takes from here what it does not say itself.</summary>
    public IReadOnlyList<SurfaceOptions> Surfaces { get; init; } = [];

    /// <summary>Whether variants of one product appear once. Default true. False shows every size and colour. Needs the parent field of the state options.</summary>
    public bool GroupVariants { get; init; } = true;

    /// <summary>Business rules over item fields: deny, allow, boost, at most, at least, pin. Default none. Too many denials empty lists; a boost acts on the ranker's score before <see cref="Seen"/> and diversity, pins and limits after them.</summary>
    public IReadOnlyList<ItemRule> Rules { get; init; } = [];

    /// <summary>Room for chance, with logged probabilities. Default none. Without any, what was never shown is never learned of; too much costs relevance. Acts last.</summary>
    public ExplorationOptions Exploration { get; init; } = new();

    /// <summary>Re-rankers of your own, in order. Default none. They act after diversity and before pins, limits and exploration; each sees what the one before left.</summary>
    [UsesComponent(ComponentKind.Reranker)]
    public IReadOnlyList<ComponentUse> Rerankers { get; init; } = [];

    /// <summary>What the ranker reads. Default the standard features. A trained ranker answers only with the features it was trained with.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>How the vectors of factor, text and sequence models are searched. Default: every one of them up to 4,000,000 numbers, beyond that a graph that is saved with the package. Acts on <see cref="Sources"/> whose model scores by vectors.</summary>
    public VectorIndexOptions Index { get; init; } = new();

    /// <summary>Sources that need nothing but events.</summary>
    public static IReadOnlyList<SourceOptions> LiveSources { get; } =
        [new("co-visit", 1, 100), new("again", 0.3f, 30), new("category", 0.3f, 30), new("trending", 0.2f, 100), new("popular", 0.1f, 100), new("new", 0.02f, 20), new("new-text", 0.1f, 20)];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [.. Exploration.Problems(), .. NewItems.Problems(), .. Surfaces.SelectMany(s => s.Problems()), .. Index.Problems(), .. Features.Problems(), .. Check.All(
        Check.That(Sources.Count > 0, nameof(Sources), "is empty; name at least one source."),
        Check.That(Sources.Select(s => s.Name).Distinct().Count() == Sources.Count, nameof(Sources), "names one source twice; keep one line for each."),
        Check.That(Sources.All(s => s.Depth is >= 1 and <= 10_000), nameof(Sources), "has a depth outside 1..10000."),
        Check.That(Sources.All(s => float.IsFinite(s.Weight) && s.Weight >= 0), nameof(Sources), "has a weight below 0 or not finite."),
        Check.That(Quotas.All(q => q.Depths.Values.All(d => d >= 0)), nameof(Quotas), "has a depth below 0; 0 does not ask a source."),
        Check.That(Quotas.Select(q => (q.Surface, q.Warm)).Distinct().Count() == Quotas.Count, nameof(Quotas), "has two entries for one surface and kind of user; keep one."),
        Check.That(Seen.All(s => s.Days >= 0), nameof(Seen), "has a negative number of days."),
        Check.Between(Relevance, 0, 1, nameof(Relevance), "a share between diversity (0) and the ranker's order (1)"),
        Check.Between(Calibration, 0, 1, nameof(Calibration), "a share between relevance (0) and calibration (1)"),
        Check.That(Surfaces.Select(s => s.Name).Distinct().Count() == Surfaces.Count, nameof(Surfaces), "names one surface twice; keep one entry for each."),
        Check.That(Rules.All(r => r.Kind != ItemRuleKind.Pin || r.Amount >= 1), nameof(Rules), "pins an item to a place below 1; places count from 1."),
        Check.That(Rules.All(r => float.IsFinite(r.Amount) && r.Amount >= 0), nameof(Rules), "has an amount below 0 or not finite."))];
}
