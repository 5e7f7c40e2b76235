namespace Recsys.MLNet.Features.Declared;

/// <summary>What the item has in common with items of the user's past.</summary>
public sealed record InteractedWithOptions : IValidatedOptions
{
    /// <summary>The interaction type that counts as past. Default empty: every one that speaks for an item.</summary>
    public string Event { get; init; } = "";

    /// <summary>Item fields whose values are compared, one number each. Required.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>How many of the last such items are looked at. Default 20. More look further back and cost time for each candidate. See <see cref="Days"/>.</summary>
    public int Last { get; init; } = 20;

    /// <summary>How far back they may lie, in days. Default 0: as far as remembered. Short follows the moment. Ignored where times are only an order.</summary>
    public double Days { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Fields.Count is >= 1 and <= 16, nameof(Fields), $"holds {Fields.Count} names; required are 1 to 16 fields that are compared."),
        Check.Between(Last, 1, 1000, nameof(Last), "how many past items are looked at"),
        Check.NotNegative(Days, nameof(Days), "days back, 0 for no limit"));
}
