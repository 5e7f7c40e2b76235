using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>A number from a field: price, stars, stock. A truth value is 0 or 1; whatever is no number is missing.</summary>
[RecsysComponent("number")]
public sealed class FieldNumber(string name, FieldOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"number in the field '{options.Field}' of the {options.Of.ToString().ToLowerInvariant()}") { Scope = FieldOwners.ScopeOf(options.Of) };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into) => into[0] = (float)(FieldOwners.Field(at, options.Of, options.Field)?.Number ?? double.NaN);
}
