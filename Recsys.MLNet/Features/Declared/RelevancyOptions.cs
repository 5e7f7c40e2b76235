namespace Recsys.MLNet.Features.Declared;

/// <summary>What the caller says of its own candidates.</summary>
public sealed record RelevancyOptions : IValidatedOptions
{
    /// <summary>Field of each item of the request. Default relevancy: the score of the search engine that found it.</summary>
    public string Field { get; init; } = "relevancy";

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(Check.That(Field.Length > 0, nameof(Field), "is empty; name the field of the request's items."));
}
