using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Answers as JSON.</summary>
internal static class AnswerJson
{
    private const int MostFeatures = 20;

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

    public static void Write(Utf8JsonWriter json, ModelInfo info, ServingModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", info.Name);
        json.WriteString("version", info.Version);
        json.WriteString("loadedAt", info.LoadedAt);
        json.WriteStartObject("metrics");
        // Figures; the whole evaluation and the learning curves in a package are for its report.
        foreach (var (metric, value) in info.Metrics)
            if (value is JsonValue or JsonObject { Count: > 0 } && (value as JsonObject)?.ContainsKey("value") != false)
            {
                json.WritePropertyName(metric);
                value.WriteTo(json);
            }
        json.WriteEndObject();
        if (!double.IsNaN(info.ScoreDrift))
            json.WriteNumber("scoreDrift", Math.Round(info.ScoreDrift, 4));
        json.WriteNumber("warmedUp", info.WarmedUp);
        Texts(json, "objectives", model.Ranker.Objectives);
        Texts(json, "earlier", info.Earlier);
        json.WriteStartArray("importance");
        foreach (var (feature, share) in FeatureImportance.Of(model).Take(MostFeatures))
        {
            json.WriteStartObject();
            json.WriteString("feature", feature);
            json.WriteNumber("share", Math.Round(share, 5));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>All that is stored of a user.</summary>
    public static void Write(Utf8JsonWriter json, string id, IReadOnlyList<StoredEvent> events, UserState? user, StateView state)
    {
        json.WriteStartObject();
        json.WriteString("user", id);
        json.WriteStartArray("events");
        foreach (var (sequence, e) in events)
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WritePropertyName("event");
            EventJson.Write(json, e);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("state");
        json.WriteStartArray("history");
        for (int i = 0; i < (user?.History.Count ?? 0); i++)
        {
            json.WriteStartObject();
            json.WriteString("item", state.Item(user!.History.Items[i])?.Id);
            json.WriteString("type", state.Types[user.History.Types[i]]);
            json.WriteNumber("timestamp", user.History.Times[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("sessions", user?.Sessions ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<RecentEvent> events)
    {
        json.WriteStartArray();
        foreach (var e in events)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", e.Timestamp);
            json.WriteString("event", e.Kind);
            if (e.Type is not null)
                json.WriteString("type", e.Type);
            if (e.Item is not null)
                json.WriteString("item", e.Item);
            if (e.Kind == "ranking")
                json.WriteNumber("items", e.Items);
            if (e.Model is not null)
                json.WriteString("model", e.Model);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
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
        Texts(json, "sources", item.Sources);
        if (!float.IsNaN(item.Propensity))
            json.WriteNumber("propensity", item.Propensity);
        if (!float.IsNaN(item.Probability))
            json.WriteNumber("probability", item.Probability);
        if (item.Probabilities.Count > 0)
        {
            json.WriteStartObject("probabilities");
            foreach (var (aim, probability) in item.Probabilities)
                if (float.IsFinite(probability))
                    json.WriteNumber(aim, probability);
            json.WriteEndObject();
        }
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
