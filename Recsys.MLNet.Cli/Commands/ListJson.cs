using System.Text.Json.Nodes;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>Answers as JSON, in the shape the service gives them.</summary>
internal static class ListJson
{
    public static JsonObject Of(RecommendationResponse answer) => new()
    {
        ["model"] = answer.Model,
        ["version"] = answer.Version,
        ["items"] = new JsonArray([.. answer.Items.Select(i => (JsonNode)Of(i))]),
    };

    private static JsonObject Of(RecommendedItem item)
    {
        var json = new JsonObject
        {
            ["item"] = item.Item,
            ["score"] = Number(item.Score),
            ["reasons"] = new JsonArray([.. item.Reasons.Select(r => (JsonNode)r.Text)]),
            ["sources"] = new JsonArray([.. item.Sources.Select(s => (JsonNode)s)]),
        };
        if (float.IsFinite(item.Probability))
            json["probability"] = item.Probability;
        if (item.Probabilities.Count > 0)
            json["probabilities"] = new JsonObject(item.Probabilities.Select(p => KeyValuePair.Create(p.Key, Number(p.Value))));
        return json;
    }

    private const int MostContributions = 12; // the rest add little to what people learn

    public static JsonObject Of(ItemExplanation e) => new()
    {
        ["item"] = e.Item,
        ["score"] = Number(e.Score),
        ["rank"] = e.Rank,
        ["place"] = e.Place,
        ["recalled"] = e.Recalled,
        ["reasons"] = new JsonArray([.. e.Reasons.Select(r => (JsonNode)r.Text)]),
        ["sources"] = new JsonArray([.. e.Sources.Select(s => (JsonNode)new JsonObject { ["source"] = s.Source, ["score"] = Number(s.Score), ["rank"] = s.Rank, ["contribution"] = Number(s.Contribution) })]),
        ["contributions"] = new JsonArray([.. e.Contributions.Take(MostContributions).Select(c => (JsonNode)new JsonObject
        {
            ["feature"] = c.Feature, ["meaning"] = c.Meaning, ["unit"] = c.Unit, ["value"] = Number(c.Value), ["contribution"] = Math.Round(c.Contribution, 6),
        })]),
        ["features"] = new JsonObject(e.Features.Select(f => KeyValuePair.Create(f.Key, Number(f.Value)))),
    };

    // JSON has no NaN: a value that is not known is null.
    private static JsonNode? Number(float value) => float.IsFinite(value) ? (JsonNode)value : null;
}
