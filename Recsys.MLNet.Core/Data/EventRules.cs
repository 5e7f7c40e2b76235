namespace Recsys.MLNet.Data;

/// <summary>What an event must have, whichever format it came in.</summary>
internal static class EventRules
{
    public const string TimeForms = "expected milliseconds since 1970, as a number or a text, or ISO 8601 such as 2020-09-06T11:24:27Z";

    /// <summary>The name of the first member that is missing, or null.</summary>
    public static string? Missing(Event e, bool hasItems) => e.Kind switch
    {
        EventKind.Item => e.Item is null ? "item" : null,
        EventKind.User => e.User is null ? "user" : null,
        EventKind.Ranking => hasItems ? null : "items",
        _ => e.Item is null ? "item" : e.Type is null ? "type" : e.Actor is null ? "user" : null,
    };

    public static string MissingMessage(string field, EventKind kind) => $"'{field}' is missing; {Needs(kind)}";

    public static bool TryParseClock(ReadOnlySpan<char> text, out EventClock clock)
    {
        (clock, bool known) = text switch
        {
            "" or "absolute" => (EventClock.Absolute, true),
            "relative" => (EventClock.Relative, true),
            "order" => (EventClock.Order, true),
            _ => (EventClock.Absolute, false),
        };
        return known;
    }

    private static string Needs(EventKind kind) => kind switch
    {
        EventKind.Item => "an item event needs item and timestamp (or clock \"order\").",
        EventKind.User => "a user event needs user and timestamp (or clock \"order\").",
        EventKind.Ranking => "a ranking needs items and timestamp (or clock \"order\").",
        _ => "an interaction needs item, type, timestamp (or clock \"order\"), and user or session.",
    };
}
