using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>A text field as one number for each value: 1 where it has the value. A list field may have several; a missing field is missing everywhere.</summary>
[RecsysComponent("one-hot")]
public sealed class OneHot(string name, CategoryOptions options) : IFeature
{
    private readonly string[] _values = [.. options.Values];

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"1 where '{options.Field}' of the {options.Of.ToString().ToLowerInvariant()} is {string.Join(", ", options.Values)}, one number each")
    {
        Width = Math.Max(1, options.Values.Count),
        Scope = FieldOwners.ScopeOf(options.Of),
        Unit = "flag",
    };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (FieldOwners.Field(at, options.Of, options.Field) is not { } value)
            return;
        into.Clear();
        if (value.Text is { } one)
            Set(one, into);
        else
            foreach (string text in value.Texts)
                Set(text, into);
    }

    private void Set(string text, Span<float> into)
    {
        if (Array.IndexOf(_values, text) is >= 0 and var place)
            into[place] = 1;
    }
}
