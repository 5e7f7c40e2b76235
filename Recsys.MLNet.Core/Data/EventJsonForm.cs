using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Writes events in the form that <see cref="EventJsonParser"/> reads; members that say nothing are left out.</summary>
internal static class EventJsonForm
{
    public static string NameOf(EventKind kind) => kind switch
    {
        EventKind.Item => "item",
        EventKind.User => "user",
        EventKind.Ranking => "ranking",
        _ => "interaction",
    };

    public static string NameOf(EventClock clock) => clock switch
    {
        EventClock.Relative => "relative",
        EventClock.Order => "order",
        _ => "absolute",
    };

    public static void Write(Utf8JsonWriter json, Event e)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, NameOf(e.Kind));
        Text(json, "id"u8, e.Id);
        json.WriteNumber("timestamp"u8, e.Timestamp);
        if (e.Clock != EventClock.Absolute)
            json.WriteString("clock"u8, NameOf(e.Clock));
        Text(json, "tenant"u8, e.Tenant);
        Text(json, "ranking"u8, e.Ranking);
        Text(json, "user"u8, e.User);
        Text(json, "session"u8, e.Session);
        Text(json, "type"u8, e.Type);
        Text(json, "item"u8, e.Item);
        Text(json, "sourceId"u8, e.SourceId);
        Text(json, "merge"u8, e.Merge);
        Flag(json, "available"u8, e.Available);
        Text(json, "policy"u8, e.Policy);
        Text(json, "modelVersion"u8, e.ModelVersion);
        Text(json, "surface"u8, e.Surface);
        Text(json, "query"u8, e.Query);
        if (e.Shown >= 0)
            json.WriteNumber("shown"u8, e.Shown);
        FieldJson.Write(json, e.Fields);
        if (e.Kind == EventKind.Ranking)
            Items(json, e.Items);
        json.WriteEndObject();
    }

    private static void Items(Utf8JsonWriter json, IReadOnlyList<RankedItem> items)
    {
        json.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, item.Id);
            FieldJson.Write(json, item.Fields);
            Number(json, "label"u8, item.Label);
            if (item.Position >= 0)
                json.WriteNumber("position"u8, item.Position);
            Flag(json, "visible"u8, item.Visible);
            Text(json, "source"u8, item.Source);
            Number(json, "score"u8, item.Score);
            Number(json, "propensity"u8, item.Propensity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
            json.WriteBoolean(name, flag);
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsNaN(value))
            return;
        json.WritePropertyName(name);
        Json.WriteNumber(json, value);
    }
}
