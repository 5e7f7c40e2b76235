using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Reads a file that is one JSON list of events, holding one event at a time.</summary>
internal static class EventList
{
    /// <summary>Whether a line starts a list rather than an event.</summary>
    public static bool Begins(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8) is [(byte)'[', ..];

    /// <summary>The events of the list; reading ends at the first problem, as what follows it cannot be told apart.</summary>
    public static IEnumerable<EventLine> Read(string file, EventJsonParser parser, int longestEvent)
    {
        using var stream = InputFile.Open(file);
        var buffer = new byte[1 << 16];
        int from = 0, end = 0;
        long line = 1;
        bool ended = false, inList = false;
        var state = new JsonReaderState(Json.ReaderOptions);
        while (true)
        {
            var step = Step(buffer.AsSpan(from, end - from), ended, ref state, ref inList, parser, file, line, out int used, out var result);
            line += buffer.AsSpan(from, used).Count((byte)'\n');
            from += used;
            if (step == Outcome.Event)
            {
                yield return result;
                if (result.Problem is not null)
                    yield break;
                continue;
            }
            if (step == Outcome.Done)
                yield break;
            if (end - from > longestEvent)
            {
                yield return new(line, null, InputFile.TooLong(file, line, longestEvent));
                yield break;
            }
            buffer.AsSpan(from, end - from).CopyTo(buffer);
            (end, from) = (end - from, 0);
            if (end == buffer.Length)
                Array.Resize(ref buffer, end * 2);
            int read = stream.Read(buffer, end, buffer.Length - end);
            end += read;
            ended = read == 0;
        }
    }

    private enum Outcome { NeedMore, Event, Done }

    private static Outcome Step(ReadOnlySpan<byte> bytes, bool ended, ref JsonReaderState state, ref bool inList, EventJsonParser parser, string file, long line, out int used, out EventLine result)
    {
        used = 0;
        result = default;
        if (!inList && bytes.StartsWith("\uFEFF"u8))
            used = 3;
        var reader = new Utf8JsonReader(bytes[used..], ended, state);
        int skipped = used;
        try
        {
            while (reader.Read())
            {
                if (!inList)
                {
                    inList = true; // the '[' itself
                    used = Keep(ref reader, ref state, skipped);
                    continue;
                }
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    used = Keep(ref reader, ref state, skipped);
                    return Outcome.Done;
                }
                var probe = reader;
                if (!probe.TrySkip())
                    return Outcome.NeedMore;
                long at = line + bytes[..(skipped + (int)reader.TokenStartIndex)].Count((byte)'\n');
                result = new(at, parser.Read(ref reader), null);
                used = Keep(ref reader, ref state, skipped);
                return Outcome.Event;
            }
            return ended ? throw new EventFault(null, "the JSON ends early; the list is cut off.") : Outcome.NeedMore;
        }
        catch (Exception fault) when (fault is EventFault or JsonException or InvalidOperationException)
        {
            int upTo = Math.Min(bytes.Length, skipped + (int)Math.Max(reader.TokenStartIndex, 0));
            result = new(0, null, EventJson.Explain(fault, bytes[skipped..], file, line + bytes[..upTo].Count((byte)'\n'), state));
            result = result with { Line = result.Problem!.Line };
            return Outcome.Event;
        }
    }

    private static int Keep(ref Utf8JsonReader reader, ref JsonReaderState state, int skipped)
    {
        state = reader.CurrentState;
        return skipped + (int)reader.BytesConsumed;
    }
}
