using System.Text.Json;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Answers as JSON.</summary>
internal static class AnswerJson
{
    public static void Write(Utf8JsonWriter json, RecommendationResponse answer, double took, IReadOnlyList<string>? features)
    {
        json.WriteStartObject();
        json.WriteNumber("took", Math.Round(took, 3));
        if (answer.Id is not null)
            json.WriteString("id", answer.Id);
        json.WriteString("model", answer.Model);
        json.WriteString("version", answer.Version);
        json.WriteStartArray("items");
        foreach (var item in answer.Items)
            Write(json, item, features);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ListExplanation explanation)
    {
        json.WriteStartObject();
        json.WriteString("id", explanation.Id);
        json.WriteBoolean("same", explanation.Same);
        if (explanation.Without is not null)
            json.WriteString("without", explanation.Without);
        json.WriteStartArray("logged");
        foreach (var (item, score) in explanation.Logged)
        {
            json.WriteStartObject();
            json.WriteString("item", item);
            json.WriteNumber("score", score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("rebuilt");
        Write(json, explanation.Rebuilt, 0, null);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RecommendedItem item, IReadOnlyList<string>? features)
    {
        json.WriteStartObject();
        json.WriteString("item", item.Item);
        json.WriteNumber("score", item.Score);
        json.WriteStartArray("reasons");
        foreach (var reason in item.Reasons)
            json.WriteStringValue(reason.Text);
        json.WriteEndArray();
        json.WriteStartArray("sources");
        foreach (string source in item.Sources)
            json.WriteStringValue(source);
        json.WriteEndArray();
        if (!float.IsNaN(item.Propensity))
            json.WriteNumber("propensity", item.Propensity);
        if (item.Title is { Length: > 0 } title)
            json.WriteString("title", title);
        if (item.Contributions is { } contributions)
        {
            json.WriteStartObject("contributions");
            foreach (var (source, value) in contributions)
                if (float.IsFinite(value))
                    json.WriteNumber(source, value);
            json.WriteEndObject();
        }
        if (features is not null && item.Features is { } values)
        {
            json.WriteStartArray("features");
            for (int f = 0; f < values.Count; f++)
            {
                json.WriteStartObject();
                json.WriteString("name", features[f]);
                if (float.IsFinite(values[f]))
                    json.WriteNumber("value", values[f]);
                else
                    json.WriteNull("value"); // not known; JSON has no NaN
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
