using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>A text field as the number of its value, from 0; any other value has the number after the last. Of a list the first known value counts.</summary>
[RecsysComponent("index")]
public sealed class FieldIndex(string name, CategoryOptions options) : IFeature
{
    private readonly string[] _values = [.. options.Values];

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"number of '{options.Field}' of the {options.Of.ToString().ToLowerInvariant()} among {options.Values.Count} values") { Scope = FieldOwners.ScopeOf(options.Of), Unit = "index" };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (FieldOwners.Field(at, options.Of, options.Field) is not { } value)
            return;
        into[0] = _values.Length;
        foreach (string text in value.Texts)
            if (Array.IndexOf(_values, text) is >= 0 and var place)
            {
                into[0] = place;
                return;
            }
    }
}
