using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Recsys.MLNet.Data;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Reads request bodies: always as JSON, whatever the content type says.</summary>
internal static class RequestBody
{
    private static readonly Dictionary<string, double> NoWeights = [];

    public static async Task<byte[]> ReadAsync(HttpRequest request, RecsysHttpOptions options, CancellationToken cancellation)
    {
        int most = options.MaxBody;
        if (request.ContentLength > most)
            throw TooLong(most);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            if (request.ContentLength is { } length)
                return await ReadAsync(request, new byte[length], patience.Token);
            var body = new ArrayBufferWriter<byte>(4096);
            while (true)
            {
                int got = await request.Body.ReadAsync(body.GetMemory(4096), patience.Token);
                if (got == 0)
                    return body.WrittenSpan.ToArray();
                body.Advance(got);
                if (body.WrittenCount > most)
                    throw TooLong(most);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"The body did not arrive within {options.TimeoutSeconds} seconds.", StatusCodes.Status408RequestTimeout);
        }
    }

    // A body of a length that is known needs no more memory than it has.
    private static async Task<byte[]> ReadAsync(HttpRequest request, byte[] body, CancellationToken cancellation)
    {
        int got = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        return got == body.Length ? body : body[..got];
    }

    /// <summary>A <c>ranking</c> record as a request to rank: time and kind may be left out.</summary>
    public static RecommendationRequest Ranking(byte[] body, long now, RecsysHttpOptions options, bool withFeatures)
    {
        var ranking = EventJson.Parse(body, EventKind.Ranking, now); // straight from the bytes: it may have hundreds of items
        if (ranking.Kind != EventKind.Ranking)
            throw new InvalidDataException($"'event' is '{ranking.Kind.ToString().ToLowerInvariant()}'; expected 'ranking' with the items to put in order.");
        if (ranking.Items.Count > options.MaxItems)
            throw new InvalidDataException($"'items' has {ranking.Items.Count} entries; at most {options.MaxItems} are ranked at once. Send fewer, or raise MaxItems.");
        return new RecommendationRequest
        {
            Id = ranking.Id,
            User = ranking.User,
            Session = ranking.Session,
            At = ranking.Timestamp,
            Count = ranking.Items.Count,
            Candidates = ranking.Items,
            Fields = ranking.Fields,
            Surface = ranking.Surface,
            Query = ranking.Query,
            Objectives = Weights(Member(body, "objectives"u8)),
            WithFeatures = withFeatures,
        };
    }

    /// <summary>A request to recommend.</summary>
    public static RecommendationRequest Recommendation(byte[] body, long now, RecsysHttpOptions options, bool withFeatures)
    {
        var json = Object(body);
        int count = json["count"] is null ? 10 : Number(json, "count");
        if (count < 0 || count > options.MaxItems)
            throw new InvalidDataException($"'count' is {count}; expected 0 to {options.MaxItems}.");
        var (at, fields) = json["timestamp"] is null && json["fields"] is null ? (now, []) : Circumstances(json, now);
        return new RecommendationRequest
        {
            Id = Text(json, "id"),
            User = Text(json, "user"),
            Session = Text(json, "session"),
            At = at,
            Count = count,
            Seeds = Items(json),
            Fields = fields,
            Surface = Text(json, "surface"),
            Query = Text(json, "query"),
            Objectives = Weights(json["objectives"]),
            WithFeatures = withFeatures,
        };
    }

    // Fields and time have the form they have on events: one reader for both.
    private static (long At, IReadOnlyList<Field> Fields) Circumstances(JsonObject json, long now)
    {
        var shell = new JsonObject { ["event"] = "ranking", ["timestamp"] = json["timestamp"]?.DeepClone() ?? now, ["items"] = new JsonArray(), ["user"] = "-" };
        if (json["fields"] is { } fields)
            shell["fields"] = fields.DeepClone();
        var parsed = EventJson.Parse(JsonSerializer.SerializeToUtf8Bytes(shell));
        return (parsed.Timestamp, parsed.Fields);
    }

    private static JsonObject Object(byte[] body) =>
        JsonNode.Parse(body) as JsonObject ?? throw NoObject();

    private static InvalidDataException NoObject() => new("the body is not a JSON object; expected one, such as {\"user\":\"u1\",\"count\":10}.");

    /// <summary>A member of an object, nothing else of it read; null where there is none.</summary>
    private static JsonNode? Member(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals(name);
            reader.Read();
            if (wanted)
                return JsonNode.Parse(ref reader);
            reader.Skip();
        }
        return null;
    }

    private static string[] Items(JsonObject json) => json["items"] switch
    {
        null => [],
        JsonArray list => [.. list.Select(i => i switch
        {
            JsonValue v when v.TryGetValue(out string? id) => id,
            JsonObject o when Text(o, "id") is { } id => id,
            _ => throw new InvalidDataException("'items' has an entry that is no id; expected texts, or objects with 'id'."),
        })],
        _ => throw new InvalidDataException("'items' is not a list; expected item ids."),
    };

    // Which names there are and that weights are not negative, the ranker says.
    private static IReadOnlyDictionary<string, double> Weights(JsonNode? objectives) => objectives switch
    {
        null => NoWeights,
        JsonObject weights => weights.ToDictionary(w => w.Key, w => w.Value is JsonValue v && v.TryGetValue(out double weight) ? weight
            : throw new InvalidDataException($"'objectives' gives '{w.Key}' the weight {w.Value?.ToJsonString() ?? "null"}; expected a number, such as {{\"click\":1,\"purchase\":3}}."), StringComparer.Ordinal),
        _ => throw new InvalidDataException("'objectives' is not an object; expected weights by name, such as {\"click\":1,\"purchase\":3}."),
    };

    private static string? Text(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonValue v when v.TryGetValue(out string? text) => text,
        JsonValue v when v.TryGetValue(out long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException($"'{name}' is not a text."),
    };

    private static int Number(JsonObject json, string name) =>
        json[name] is JsonValue v && v.TryGetValue(out int number) ? number : throw new InvalidDataException($"'{name}' is not a whole number.");

    private static BadHttpRequestException TooLong(int most) => new($"The body is longer than {most} bytes; send smaller batches.", StatusCodes.Status413PayloadTooLarge);
}
