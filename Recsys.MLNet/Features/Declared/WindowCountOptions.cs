namespace Recsys.MLNet.Features.Declared;

/// <summary>Counts of one interaction type over windows.</summary>
public sealed record WindowCountOptions : IValidatedOptions
{
    /// <summary>The interaction type, or <c>exposure</c> for items shown. Required.</summary>
    public string Event { get; init; } = "";

    /// <summary>Whose: of the item over everybody, or of the user over every item as far as remembered. Default the item's. Request and candidate have no counts.</summary>
    public FieldOwner Of { get; init; }

    /// <summary>Lengths of the windows in days, one number each. Default 1, 7, 30. Short windows follow fashion and are often empty, long ones are steady; each costs 32 bytes an item.</summary>
    public IReadOnlyList<double> Days { get; init; } = [1, 7, 30];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Event.Length > 0, nameof(Event), "is required; name the interaction type that is counted."),
        Check.That(Of is FieldOwner.Item or FieldOwner.User, nameof(Of), $"is {Of}; expected item or user."),
        Check.That(Of != FieldOwner.User || Event != EventCounting.Exposure, nameof(Event), "is exposure, which is counted for items only."),
        Check.Between(Days.Count, 1, 16, nameof(Days), "how many windows are counted"),
        Check.That(Days.All(d => double.IsFinite(d) && d is >= 1 / 1440.0 and <= 3650), nameof(Days), "has a window outside one minute to 3650 days."));
}
