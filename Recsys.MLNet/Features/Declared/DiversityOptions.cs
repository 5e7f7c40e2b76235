namespace Recsys.MLNet.Features.Declared;

/// <summary>How an item differs from what else is on offer.</summary>
public sealed record DiversityOptions : IValidatedOptions
{
    /// <summary>Item field that is compared: numbers by their distance, texts by having one in common. Required.</summary>
    public string Field { get; init; } = "";

    /// <summary>With how many of the candidates, in the order they were found. Default 20. More describe the whole offer and cost time for each candidate.</summary>
    public int Top { get; init; } = 20;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Field.Length > 0, nameof(Field), "is required; name the item field that is compared."),
        Check.Between(Top, 1, 200, nameof(Top), "how many candidates are compared with"));
}
