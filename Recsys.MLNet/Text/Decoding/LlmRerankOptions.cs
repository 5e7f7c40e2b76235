namespace Recsys.MLNet.Text.Decoding;

/// <summary>How a language model re-orders the top of a list.</summary>
public sealed record LlmRerankOptions : IValidatedOptions
{
    /// <summary>The most candidates that may be asked about.</summary>
    public const int MostItems = 20;

    /// <summary>Which model is asked, and how. Default none named, which is not allowed.</summary>
    public YesNoDecoderOptions Decoder { get; init; } = new();

    /// <summary>Places of the list that are re-ordered. Default 10, at most 20. Each costs a run of the model; those below keep their order.</summary>
    public int Items { get; init; } = 10;

    /// <summary>Milliseconds within which the answer must be there, or the list stays as it was. Default 300. Too short and the model never has a say; see <see cref="LlmReranker.Counts"/>.</summary>
    public int BudgetMilliseconds { get; init; } = 300;

    /// <summary>Items of the user's history that tell who the user is. Default 5; more say more and cost tokens once a list. A request's own query is put before them.</summary>
    public int History { get; init; } = 5;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => [.. Decoder.Problems(), .. Check.All(
        Check.Between(Items, 2, MostItems, nameof(Items), "a number of places"),
        Check.Positive(BudgetMilliseconds, nameof(BudgetMilliseconds), "a number of milliseconds"),
        Check.Between(History, 0, 100, nameof(History), "a number of items"))];
}
