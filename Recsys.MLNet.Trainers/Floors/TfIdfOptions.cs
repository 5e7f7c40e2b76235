namespace Recsys.MLNet.Trainers.Floors;

/// <summary>Settings of <see cref="TfIdfTrainer"/>.</summary>
public sealed record TfIdfOptions : IValidatedOptions
{
    /// <summary>Fields of an item whose text counts. Default none named, which takes every field that is one text; lists of texts, usually tags or codes, count only when named. Name some to leave out texts that say little of the item.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>How many of the last items of a user are compared with. Default 10; with <see cref="Decay"/> 0.6 older ones weigh under 1 %.</summary>
    public int History { get; init; } = 10;

    /// <summary>Weight of a history item against the one after it. Default 0.6; near 0 only the last item counts, 1 makes all alike.</summary>
    public float Decay { get; init; } = 0.6f;

    /// <summary>Terms in a larger share of the items are ignored: they tell items apart least and cost most. Default 0.5; 1 keeps all.</summary>
    public double MaxItemShare { get; init; } = 0.5;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(History, nameof(History), "a number of events"),
        Check.Between(Decay, 0, 1, nameof(Decay), "older items never weigh more than newer ones"),
        Check.That(MaxItemShare is > 0 and <= 1, nameof(MaxItemShare), $"is {MaxItemShare}; must be above 0 and at most 1: 0 would ignore every term"));
}
