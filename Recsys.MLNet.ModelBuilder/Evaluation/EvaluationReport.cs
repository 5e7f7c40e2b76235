using System.Text.Json.Nodes;
using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The result of an evaluation: every model side by side under one protocol.</summary>
public sealed record EvaluationReport
{
    /// <summary>Version of the JSON form.</summary>
    public const int Format = 1;

    /// <summary>How the figures came about.</summary>
    public required EvaluationProtocol Protocol { get; init; }

    /// <summary>One row a model.</summary>
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>The pipeline without one of its parts, one row each.</summary>
    public IReadOnlyList<ReportRow> Ablations { get; init; } = [];

    /// <summary>Recall by source and loss by stage of the pipeline, where it was evaluated, of all queries and under <c>slices</c> and <c>surfaces</c> of each part; else empty.</summary>
    public JsonObject Stages { get; init; } = [];

    /// <summary>The row of that name, or null.</summary>
    public ReportRow? Find(string name) => Rows.FirstOrDefault(r => r.Name == name);

    /// <summary>The stable JSON form.</summary>
    public JsonObject ToJson()
    {
        var slices = new JsonObject();
        foreach (var (name, counts) in Protocol.Slices)
            slices[name] = new JsonObject { ["users"] = counts.Users, ["queries"] = counts.Queries };
        var protocol = new JsonObject
        {
            ["split"] = Protocol.Split,
            ["k"] = Protocol.K,
            ["seed"] = Protocol.Seed,
            ["seeds"] = Protocol.Seeds,
            ["users"] = Protocol.Users,
            ["queries"] = Protocol.Queries,
            ["items"] = Protocol.Items,
            ["fitted"] = Protocol.Fitted,
            ["cutoff"] = Protocol.Cutoff,
            ["candidates"] = Protocol.Candidates,
            ["seenRemoved"] = Protocol.SeenRemoved,
            ["ties"] = "random",
            ["emptyQueries"] = "excluded",
            ["target"] = new JsonArray([.. Protocol.Target.Select(t => (JsonNode)t)]),
            ["slices"] = slices,
        };
        if (Protocol.Segments.Count > 0)
            protocol["segments"] = new JsonObject(Protocol.Segments.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        return new()
        {
            ["format"] = Format,
            ["product"] = $"Recsys.MLNet {typeof(EvaluationReport).Assembly.GetName().Version?.ToString(3)}",
            ["protocol"] = protocol,
            ["models"] = new JsonArray([.. Rows.Select(Json)]),
            ["ablations"] = new JsonArray([.. Ablations.Select(Json)]),
            ["stages"] = Stages.DeepClone(),
        };
    }

    private static JsonNode Json(ReportRow row)
    {
        var slices = new JsonObject();
        foreach (var (slice, metrics) in row.Slices)
            slices[slice] = Json(metrics);
        var versus = new JsonObject();
        foreach (var (other, parts) in row.Versus)
        {
            var differences = new JsonObject();
            foreach (var (part, metrics) in parts)
                differences[part] = Json(metrics);
            versus[other] = differences;
        }
        var bySeed = new JsonObject();
        foreach (var (part, metrics) in row.BySeed)
            bySeed[part] = new JsonObject(metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)new JsonArray([.. m.Value.Select(Number)]))));
        return new JsonObject
        {
            ["name"] = row.Name,
            ["metrics"] = Json(row.Metrics),
            ["slices"] = slices,
            ["versus"] = versus,
            ["bySeed"] = bySeed,
            ["seconds"] = new JsonObject { ["fit"] = Math.Round(row.FitSeconds, 3), ["score"] = Math.Round(row.ScoreSeconds, 3) },
        };
    }

    private static JsonObject Json(IReadOnlyDictionary<string, Interval> metrics)
    {
        var json = new JsonObject();
        foreach (var (name, interval) in metrics)
            json[name] = new JsonObject { ["value"] = Number(interval.Value), ["low"] = Number(interval.Low), ["high"] = Number(interval.High) };
        return json;
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? Math.Round(value, 7) : null;
}
