using System.Buffers;
using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Events as JSON: one event, a list of events, or one event on each line.</summary>
/// <remarks>The form is described in <c>docs/events.md</c>. Wrong input is an <see cref="InvalidDataException"/> that names line and member.</remarks>
public static class EventJson
{
    /// <summary>Reads exactly one event.</summary>
    /// <exception cref="InvalidDataException">It is no event, or something follows it.</exception>
    public static Event Parse(ReadOnlySpan<byte> utf8) => Only(ParseMany(utf8));

    /// <summary>Reads exactly one event that may leave out its kind and its time.</summary>
    internal static Event Parse(ReadOnlySpan<byte> utf8, EventKind kind, long timestamp) => Only(ParseMany(utf8, new EventJsonParser(null, kind, timestamp)));

    /// <summary>Reads one event, a list of events, or events one after another (JSON Lines), as <c>POST /feedback</c> accepts them.</summary>
    /// <exception cref="InvalidDataException">Any of them is wrong; then none is returned.</exception>
    public static IReadOnlyList<Event> ParseMany(ReadOnlySpan<byte> utf8) => ParseMany(utf8, new EventJsonParser(null));

    private static Event Only(IReadOnlyList<Event> events) => events.Count == 1 ? events[0] : throw new InvalidDataException($"the JSON holds {events.Count} events; expected exactly one.");

    private static List<Event> ParseMany(ReadOnlySpan<byte> utf8, EventJsonParser parser)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        var events = new List<Event>();
        var reader = new Utf8JsonReader(utf8, isFinalBlock: true, new JsonReaderState(Json.ReaderOptions));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartArray)
                {
                    events.Add(parser.Read(ref reader));
                    continue;
                }
                while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
                    events.Add(parser.Read(ref reader));
            }
        }
        catch (Exception fault) when (fault is EventFault or JsonException or InvalidOperationException)
        {
            int line = 1 + utf8[..(int)Math.Min(utf8.Length, fault is JsonException ? reader.BytesConsumed : reader.TokenStartIndex)].Count((byte)'\n');
            throw Explain(fault, utf8, "", line).ToException();
        }
        return events;
    }

    /// <summary>Writes one event as an object.</summary>
    public static void Write(Utf8JsonWriter json, Event e)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(e);
        EventJsonForm.Write(json, e);
    }

    /// <summary>One event as UTF-8 on one line, without the line's end.</summary>
    public static byte[] ToUtf8(Event e)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Json.WriterOptions))
            Write(json, e);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one line of a file.</summary>
    internal static EventLine ReadLine(ReadOnlySpan<byte> utf8, EventJsonParser parser, string source, long line)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, isFinalBlock: true, new JsonReaderState(Json.ReaderOptions));
            reader.Read();
            var e = parser.Read(ref reader);
            if (reader.Read())
                throw new EventFault(null, $"after the event comes {Json.NameOf(reader.TokenType)}; expected one event on each line.");
            return new(line, e, null);
        }
        catch (Exception fault) when (fault is EventFault or JsonException or InvalidOperationException)
        {
            return new(line, null, Explain(fault, utf8, source, line));
        }
    }

    /// <summary>Turns a parser's exception into a problem with its place and a cure.</summary>
    internal static EventProblem Explain(Exception fault, ReadOnlySpan<byte> utf8, string source, long line, JsonReaderState? within = null)
    {
        if (fault is EventFault known)
            return new(source, line, known.Field, known.Message);
        if (utf8 is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return new(source, line, null, "the text is UTF-16; save it as UTF-8.");
        if (fault is InvalidOperationException)
            return new(source, line, null, Json.NotUtf8);
        var json = (JsonException)fault;
        long column = json.BytePositionInLine ?? 0;
        if (IsTruncated(utf8, within ?? new JsonReaderState(Json.ReaderOptions)))
            return new(source, line, null, "the JSON ends early; the event is cut off. Remove it or write it again whole.");
        string hint = utf8.IndexOf("NaN"u8) >= 0 || utf8.IndexOf("Infinity"u8) >= 0
            ? "NaN and Infinity are no JSON numbers: leave the field out, or write null."
            : "Expected one event object in each line.";
        return new(source, line, null, $"not valid JSON at byte {column + 1} of the line. {hint}");
    }

    /// <summary>Whether everything up to the end is well formed so far, so that only the end is missing.</summary>
    private static bool IsTruncated(ReadOnlySpan<byte> utf8, JsonReaderState state)
    {
        var reader = new Utf8JsonReader(utf8, isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
