using System.Collections.Frozen;

namespace Recsys.MLNet.Data;

/// <summary>What an interaction of each type weighs as evidence that the user likes the item.</summary>
public sealed record InteractionWeights : IValidatedOptions
{
    private static readonly FrozenDictionary<string, float> s_usual = new Dictionary<string, float>(StringComparer.Ordinal)
    {
        ["impression"] = 0,
        ["skip"] = 0,
        ["hide"] = 0,
        ["dislike"] = 0,
        ["return"] = 0,
        ["view"] = 0.5f,
        ["read"] = 1,
        ["play"] = 1,
        ["watch"] = 1,
        ["click"] = 1,
        ["like"] = 2,
        ["favorite"] = 2,
        ["share"] = 2,
        ["cart"] = 3,
        ["purchase"] = 5,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The defaults.</summary>
    public static InteractionWeights Default { get; } = new();

    /// <summary>
    /// Weight by type. Default impression, skip, hide, dislike, return 0; view 0.5; click, read, play, watch 1; like, favorite,
    /// share 2; cart 3; purchase 5. A weight of 0 leaves the interaction out; weights far above the others make rare types drown
    /// the common ones, equal weights make a glance count as much as a purchase. Types not named weigh <see cref="Other"/>.
    /// </summary>
    public IReadOnlyDictionary<string, float> Types { get; init; } = s_usual;

    /// <summary>Weight of a type that <see cref="Types"/> does not name. Default 1; 0 leaves unknown types out.</summary>
    public float Other { get; init; } = 1;

    /// <summary>Types whose weight is the number in the field <see cref="ValueField"/>, such as stars. Default rating.</summary>
    public IReadOnlyList<string> Rated { get; init; } = ["rating"];

    /// <summary>Name of the field that carries the value of a type in <see cref="Rated"/>. Default value.</summary>
    public string ValueField { get; init; } = "value";

    /// <summary>The weight of an interaction.</summary>
    public float Of(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        string type = e.Type ?? "";
        if (Rated.Contains(type) && e.Field(ValueField) is { Kind: FieldKind.Number } value)
            return (float)value.Number;
        return Types.TryGetValue(type, out float weight) ? weight : Other;
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.NotNegative(Other, nameof(Other), "a weight is evidence of liking; 0 leaves the type out"),
        Check.That(Types.Values.All(w => float.IsFinite(w) && w >= 0), nameof(Types), "holds a weight below 0 or not finite; a weight is evidence of liking, 0 leaves the type out."),
        Check.That(ValueField.Length > 0, nameof(ValueField), "is empty; name the field that holds the value."));
}
