namespace Recsys.MLNet.Features.Declared;

/// <summary>A field that a declared feature reads as it is.</summary>
public sealed record FieldOptions : IValidatedOptions
{
    /// <summary>Name of the field. Required. A name that no event carries leaves the feature empty. See <see cref="Of"/> for whose field it is.</summary>
    public string Field { get; init; } = "";

    /// <summary>Whose field it is. Default the item's. <see cref="Field"/> is looked up there and nowhere else.</summary>
    public FieldOwner Of { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(Check.That(Field.Length > 0, nameof(Field), "is required; name the field that holds the value."));
}
