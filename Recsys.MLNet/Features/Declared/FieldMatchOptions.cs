namespace Recsys.MLNet.Features.Declared;

/// <summary>A text of the request against a text of the item.</summary>
public sealed record FieldMatchOptions : IValidatedOptions
{
    /// <summary>The request's text: <c>query</c> for the search text, else the name of a field of the request. Default query.</summary>
    public string Request { get; init; } = "query";

    /// <summary>The item's field. Default title.</summary>
    public string Item { get; init; } = "title";

    /// <summary>What is compared. Default words; runs of <see cref="N"/> characters forgive endings and typing errors, and find more by chance.</summary>
    public MatchBy By { get; init; }

    /// <summary>Length of the runs for <see cref="By"/> n-grams. Default 3; 2 for languages of short words, more is stricter.</summary>
    public int N { get; init; } = 3;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Request.Length > 0, nameof(Request), "is required; name query or a field of the request."),
        Check.That(Item.Length > 0, nameof(Item), "is required; name a field of the item."),
        Check.Between(N, 1, 10, nameof(N), "characters of a run"));
}
