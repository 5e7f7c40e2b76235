namespace Recsys.MLNet.Features.Declared;

/// <summary>A text field with a known set of values.</summary>
public sealed record CategoryOptions : IValidatedOptions
{
    /// <summary>Name of the field. Required. A name that no event carries leaves the feature empty. See <see cref="Of"/> for whose field it is.</summary>
    public string Field { get; init; } = "";

    /// <summary>Whose field it is. Default the item's.</summary>
    public FieldOwner Of { get; init; }

    /// <summary>The values that are told apart. Required; every other value counts as one more. Few lose what is rare, many give columns that hardly ever differ.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Field.Length > 0, nameof(Field), "is required; name the field that holds the value."),
        Check.That(Values.Count is >= 1 and <= 1000, nameof(Values), $"holds {Values.Count} values; required are 1 to 1000 that are told apart."),
        Check.That(Values.Distinct(StringComparer.Ordinal).Count() == Values.Count, nameof(Values), "names one value twice; keep one."));
}
