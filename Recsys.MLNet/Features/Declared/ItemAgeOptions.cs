namespace Recsys.MLNet.Features.Declared;

/// <summary>Since when an item counts as being there.</summary>
public sealed record ItemAgeOptions : IValidatedOptions
{
    /// <summary>Item field with the moment: milliseconds or seconds since 1970, or ISO 8601. Default empty: the first event that named the item. A field that items lack leaves them without an age.</summary>
    public string Field { get; init; } = "";

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [];
}
