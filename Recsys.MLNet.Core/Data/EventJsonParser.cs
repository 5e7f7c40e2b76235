using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Reads one event object from a JSON reader. Members may come in any order; unknown members are skipped.</summary>
/// <remarks>One parser for each input: it numbers the events of files whose clock is only an order.</remarks>
/// <param name="texts">Texts that repeat, or null.</param>
/// <param name="usualKind">The kind of an event that does not say its own; null where it must.</param>
/// <param name="usualTime">The time of an event that does not say its own; null where it must.</param>
internal sealed class EventJsonParser(ShortTextCache? texts, EventKind? usualKind = null, long? usualTime = null)
{
    private long _orderTime = -1;

    /// <summary>Reads the object whose start the reader stands on, and leaves it on the object's end.</summary>
    /// <exception cref="EventFault">The object is not an event.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public Event Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new EventFault(null, $"the line is {Json.NameOf(reader.TokenType)}; expected an event object like {{\"event\":\"interaction\", …}}.");
        var raw = new RawEvent();
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndObject)
            ReadMember(ref reader, ref raw);
        return Finish(raw);
    }

    private void ReadMember(ref Utf8JsonReader reader, ref RawEvent raw)
    {
        if (reader.ValueTextEquals("event"u8)) raw.Kind = Text(ref reader, "event");
        else if (reader.ValueTextEquals("id"u8)) raw.Id = Own(ref reader, "id");
        else if (reader.ValueTextEquals("timestamp"u8)) raw.Timestamp = ReadTime(ref reader);
        else if (reader.ValueTextEquals("user"u8)) raw.User = Text(ref reader, "user");
        else if (reader.ValueTextEquals("session"u8)) raw.Session = Text(ref reader, "session");
        else if (reader.ValueTextEquals("item"u8)) raw.Item = Text(ref reader, "item");
        else if (reader.ValueTextEquals("type"u8)) raw.Type = Text(ref reader, "type");
        else if (reader.ValueTextEquals("ranking"u8)) raw.Ranking = Text(ref reader, "ranking");
        else if (reader.ValueTextEquals("fields"u8)) raw.Fields = Fields(ref reader, "fields");
        else if (reader.ValueTextEquals("items"u8)) raw.Items = ReadItems(ref reader);
        else if (reader.ValueTextEquals("clock"u8)) raw.Clock = ReadClock(Text(ref reader, "clock"));
        else if (reader.ValueTextEquals("tenant"u8)) raw.Tenant = Text(ref reader, "tenant");
        else if (reader.ValueTextEquals("policy"u8)) raw.Policy = Text(ref reader, "policy");
        else if (reader.ValueTextEquals("modelVersion"u8)) raw.ModelVersion = Text(ref reader, "modelVersion");
        else if (reader.ValueTextEquals("surface"u8)) raw.Surface = Text(ref reader, "surface");
        else if (reader.ValueTextEquals("query"u8)) raw.Query = Own(ref reader, "query");
        else if (reader.ValueTextEquals("merge"u8)) raw.Merge = Own(ref reader, "merge");
        else if (reader.ValueTextEquals("sourceId"u8)) raw.SourceId = Own(ref reader, "sourceId");
        else if (reader.ValueTextEquals("available"u8))
        {
            Json.Read(ref reader);
            raw.Available = Json.Bool(ref reader, "available");
        }
        else if (reader.ValueTextEquals("shown"u8))
        {
            Json.Read(ref reader);
            raw.Shown = Json.Count(ref reader, "shown");
        }
        else
        {
            Json.SkipMember(ref reader);
        }
    }

    private Event Finish(in RawEvent raw)
    {
        var kind = raw.Kind switch
        {
            "item" => EventKind.Item,
            "user" => EventKind.User,
            "ranking" => EventKind.Ranking,
            "interaction" => EventKind.Interaction,
            null or "" when usualKind is { } usual => usual,
            null or "" => throw new EventFault("event", "'event' is missing; expected item, user, ranking or interaction."),
            var other => throw new EventFault("event", $"'event' is '{other}'; expected item, user, ranking or interaction."),
        };
        var e = new Event
        {
            Kind = kind,
            Id = None(raw.Id),
            Timestamp = TimeOf(raw, kind),
            Clock = raw.Clock,
            Tenant = None(raw.Tenant),
            User = None(raw.User),
            Session = None(raw.Session),
            Item = kind is EventKind.Item or EventKind.Interaction ? None(raw.Item) : null,
            Type = kind == EventKind.Interaction ? None(raw.Type) : null,
            Ranking = kind == EventKind.Interaction ? None(raw.Ranking) : null,
            Fields = raw.Fields ?? [],
            Items = raw.Items ?? [],
            Policy = None(raw.Policy),
            ModelVersion = None(raw.ModelVersion),
            Surface = None(raw.Surface),
            Query = None(raw.Query),
            Shown = raw.Shown,
            Available = raw.Available,
            SourceId = None(raw.SourceId),
            Merge = None(raw.Merge),
        };
        if (EventRules.Missing(e, raw.Items is not null) is { } missing)
            throw new EventFault(missing, EventRules.MissingMessage(missing, kind));
        return e;
    }

    private long TimeOf(in RawEvent raw, EventKind kind)
    {
        if (raw.Timestamp is { } time)
        {
            _orderTime = Math.Max(_orderTime, time);
            return time;
        }
        if (usualTime is { } usual)
            return usual;
        if (raw.Clock == EventClock.Order)
            return ++_orderTime; // only the order means anything, and the order of lines is known
        throw new EventFault("timestamp", EventRules.MissingMessage("timestamp", kind));
    }

    private IReadOnlyList<RankedItem> ReadItems(ref Utf8JsonReader reader)
    {
        Json.Read(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
            return [];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new EventFault("items", $"'items' is {Json.NameOf(reader.TokenType)}; expected a list of {{\"id\": …}}.");
        var items = new List<RankedItem>();
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadItem(ref reader, items.Count));
        return items.ToArray();
    }

    private RankedItem ReadItem(ref Utf8JsonReader reader, int index)
    {
        string At(string member) => $"items[{index}].{member}";
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new EventFault($"items[{index}]", $"'items[{index}]' is {Json.NameOf(reader.TokenType)}; expected {{\"id\": …}}.");
        string? id = null, source = null;
        IReadOnlyList<Field> fields = [];
        double label = double.NaN, score = double.NaN, propensity = double.NaN, relevancy = double.NaN;
        int position = -1;
        bool? visible = null;
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("id"u8)) id = Text(ref reader, "items[].id");
            else if (reader.ValueTextEquals("fields"u8)) fields = Fields(ref reader, At("fields"));
            else if (reader.ValueTextEquals("source"u8)) source = Text(ref reader, "items[].source");
            else if (reader.ValueTextEquals("label"u8)) label = Number(ref reader, At("label"));
            else if (reader.ValueTextEquals("relevancy"u8)) relevancy = Number(ref reader, At("relevancy"));
            else if (reader.ValueTextEquals("score"u8)) score = Number(ref reader, At("score"));
            else if (reader.ValueTextEquals("propensity"u8)) propensity = Number(ref reader, At("propensity"));
            else if (reader.ValueTextEquals("position"u8))
            {
                Json.Read(ref reader);
                position = Json.Count(ref reader, At("position"));
            }
            else if (reader.ValueTextEquals("visible"u8))
            {
                Json.Read(ref reader);
                visible = Json.Bool(ref reader, At("visible"));
            }
            else
            {
                Json.SkipMember(ref reader);
            }
        }
        if (string.IsNullOrEmpty(id))
            throw new EventFault(At("id"), $"'{At("id")}' is missing; each item of a ranking needs its id.");
        if (propensity is <= 0 or > 1)
            throw new EventFault(At("propensity"), $"'{At("propensity")}' is {propensity}; expected a probability above 0 and up to 1.");
        if (!double.IsNaN(relevancy) && !fields.Any(f => f.Name == "relevancy"))
            fields = [.. fields, new Field("relevancy", FieldValue.Of(relevancy))];
        return new RankedItem
        {
            Id = id,
            Fields = fields,
            Label = label,
            Position = position,
            Visible = visible,
            Source = source,
            Score = score,
            Propensity = propensity,
        };
    }

    private string? Text(ref Utf8JsonReader reader, string path)
    {
        Json.Read(ref reader);
        return Json.Text(ref reader, path, texts);
    }

    // Values that hardly ever repeat would only push the others out of the cache.
    private static string? Own(ref Utf8JsonReader reader, string path)
    {
        Json.Read(ref reader);
        return Json.Text(ref reader, path, null);
    }

    private IReadOnlyList<Field> Fields(ref Utf8JsonReader reader, string path)
    {
        Json.Read(ref reader);
        return FieldJson.ReadList(ref reader, path, texts);
    }

    private static double Number(ref Utf8JsonReader reader, string path)
    {
        Json.Read(ref reader);
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False && path.EndsWith("label", StringComparison.Ordinal)
            ? reader.TokenType == JsonTokenType.True ? 1 : 0
            : Json.Number(ref reader, path);
    }

    private static long? ReadTime(ref Utf8JsonReader reader)
    {
        Json.Read(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                if (reader.TryGetInt64(out long whole) && whole is >= EventTime.Earliest and <= EventTime.Latest)
                    return whole;
                if (reader.TryGetDouble(out double real) && real == Math.Truncate(real) && real is >= EventTime.Earliest and <= EventTime.Latest)
                    return (long)real;
                break;
            case JsonTokenType.String:
                if (EventTime.TryParse(Json.String(ref reader), out long time))
                    return time;
                break;
            default:
                throw new EventFault("timestamp", $"'timestamp' is {Json.NameOf(reader.TokenType)}; {EventRules.TimeForms}.");
        }
        throw new EventFault("timestamp", $"'timestamp' is {Shown(ref reader)}; {EventRules.TimeForms}.");
    }

    private static string Shown(ref Utf8JsonReader reader)
    {
        string text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        return text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";
    }

    private static EventClock ReadClock(string? clock) => EventRules.TryParseClock(clock, out var value)
        ? value
        : throw new EventFault("clock", $"'clock' is '{clock}'; expected absolute, relative or order.");

    private static string? None(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private struct RawEvent()
    {
        public string? Kind, Id, User, Session, Item, Type, Ranking, Tenant, Policy, ModelVersion, Surface, Query, Merge, SourceId;
        public long? Timestamp;
        public EventClock Clock;
        public IReadOnlyList<Field>? Fields;
        public IReadOnlyList<RankedItem>? Items;
        public int Shown = -1;
        public bool? Available;
    }
}
