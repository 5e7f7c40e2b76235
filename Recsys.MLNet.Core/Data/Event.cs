namespace Recsys.MLNet.Data;

/// <summary>One line of the log. Immutable; which members are set depends on <see cref="Kind"/>.</summary>
/// <remarks>The JSON form is in <c>docs/events.md</c>. Order in the log, not time, decides what came first.</remarks>
public sealed record Event
{
    /// <summary>Which kind of event this is.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>The event's own id; two events with one id are one event. Null when the sender gave none.</summary>
    public string? Id { get; init; }

    /// <summary>Milliseconds on the clock of <see cref="Clock"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>What <see cref="Timestamp"/> means.</summary>
    public EventClock Clock { get; init; }

    /// <summary>Tenant, or null for the only one.</summary>
    public string? Tenant { get; init; }

    /// <summary>User id, or null.</summary>
    public string? User { get; init; }

    /// <summary>Session id, or null.</summary>
    public string? Session { get; init; }

    /// <summary>Item of an item event or an interaction, else null.</summary>
    public string? Item { get; init; }

    /// <summary>Type of an interaction, such as <c>click</c>, else null.</summary>
    public string? Type { get; init; }

    /// <summary>Id of the ranking an interaction answers, or null: then the last exposure of the item counts.</summary>
    public string? Ranking { get; init; }

    /// <summary>Named values.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Items of a ranking, in the order shown.</summary>
    public IReadOnlyList<RankedItem> Items { get; init; } = [];

    /// <summary>Policy that made the ranking, or null.</summary>
    public string? Policy { get; init; }

    /// <summary>Model version that made the ranking, or null.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Surface the ranking was shown on, such as <c>home</c>, or null.</summary>
    public string? Surface { get; init; }

    /// <summary>Search text of the ranking, or null.</summary>
    public string? Query { get; init; }

    /// <summary>How many items of the ranking were shown, or −1 for all.</summary>
    public int Shown { get; init; } = -1;

    /// <summary>False on an item event withdraws the item; null means nothing was said.</summary>
    public bool? Available { get; init; }

    /// <summary>The item's number in the file it was imported from. For audits only: no feature or model may read it.</summary>
    public string? SourceId { get; init; }

    /// <summary>On a user event: the session that turned out to be this user.</summary>
    public string? Merge { get; init; }

    /// <summary>Value of the field of that name, or null.</summary>
    public FieldValue? Field(string name)
    {
        foreach (var field in Fields)
            if (field.Name == name)
                return field.Value;
        return null;
    }

    /// <summary>The user, else the session: whose behaviour this is. Null on item events.</summary>
    public string? Actor => User ?? Session;
}
