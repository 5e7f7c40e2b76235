using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Segments;

namespace Recsys.MLNet.Features;

/// <summary>What the ranker reads: the standard features, those declared, those of your own. Saved with the package.</summary>
public sealed record FeatureOptions : IValidatedOptions
{
    /// <summary>Whether the standard features are computed. Default true. False leaves <see cref="Declared"/> and what the sources say: faster, and blind to history unless declared.</summary>
    public bool Standard { get; init; } = true;

    /// <summary>Names of standard features that are left out, such as <c>hour</c>. Default none. What is left out costs no time and can teach the ranker nothing. Ignored without <see cref="Standard"/>.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Features declared by configuration, built-in kinds such as <c>window-count</c> or components of your own. Default none. Each costs time per candidate; see <see cref="Standard"/> for what is there already.</summary>
    [UsesComponent(ComponentKind.Feature)]
    public IReadOnlyList<ComponentUse> Declared { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Declared.All(d => d.Called.Length > 0), nameof(Declared), "has a feature without a name; give each one."),
        Check.That(Declared.Select(d => d.Called).Distinct(StringComparer.Ordinal).Count() == Declared.Count, nameof(Declared),
            $"names '{Declared.GroupBy(d => d.Called, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key}' twice; give each feature a name of its own."));

    /// <summary>The schema of these features for the given candidate sources.</summary>
    /// <param name="sources">Names of the candidate sources, in the order of the candidate set.</param>
    /// <param name="components">Known components; null for those of the process.</param>
    /// <param name="segments">Segments of users, which then are a feature too; null without.</param>
    /// <exception cref="ArgumentException">A component is not known, its options are wrong, or a name appears twice.</exception>
    public FeatureSchema Schema(IReadOnlyList<string> sources, ComponentRegistry? components = null, UserSegments? segments = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        components ??= ComponentRegistry.Shared;
        var standard = StandardFeatures.For(sources);
        if (!Standard)
            standard = [.. SourceFeatures.For(sources)];
        else if (Without.Except(standard.Select(f => f.Spec.Name)).ToArray() is { Length: > 0 } unknown)
            throw new ArgumentException($"Features to leave out are not known: {string.Join(", ", unknown)}. The standard ones are {string.Join(", ", standard.Select(f => f.Spec.Name))}.");
        return new([.. standard.Where(f => !Without.Contains(f.Spec.Name)), .. segments is null ? [] : new IFeature[] { new SegmentFeature(segments) }, .. Declared.Select(d => components.Create<IFeature>(d))]);
    }
}
