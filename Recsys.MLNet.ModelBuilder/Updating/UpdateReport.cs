using System.Text.Json.Nodes;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>What came of an update.</summary>
public sealed record UpdateReport
{
    /// <summary>Whether the new package was written.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The recommenders side by side on the hold-out; empty where there was nothing to judge by.</summary>
    public IReadOnlyList<GateRow> Rows { get; init; } = [];

    /// <summary>Requests of the hold-out that were asked.</summary>
    public int Requests { get; init; }

    /// <summary>Interactions since the package before.</summary>
    public int NewInteractions { get; init; }

    /// <summary>Models that began with what the package before had learned.</summary>
    public IReadOnlyList<string> Continued { get; init; } = [];

    /// <summary>Version of the package before, empty where there was none.</summary>
    public string Before { get; init; } = "";

    /// <summary>The manifest of the new package, or null when it was not promoted.</summary>
    public PackageManifest? Manifest { get; init; }

    /// <summary>The report as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = 1,
        ["task"] = "update",
        ["promoted"] = Promoted,
        ["reason"] = Reason,
        ["before"] = Before,
        ["version"] = Manifest?.Version,
        ["newInteractions"] = NewInteractions,
        ["requests"] = Requests,
        ["continued"] = new JsonArray([.. Continued.Select(c => (JsonNode)c)]),
        ["models"] = new JsonArray([.. Rows.Select(r => new JsonObject { ["name"] = r.Name, ["version"] = r.Version, ["metrics"] = ToJson(r.Metrics), ["versusCandidate"] = ToJson(r.Versus) })]),
    };

    internal static JsonObject ToJson(IReadOnlyDictionary<string, Interval> metrics) => new(metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)ToJson(m.Value))));

    private static JsonObject ToJson(Interval interval) => new() { ["value"] = interval.Value, ["low"] = interval.Low, ["high"] = interval.High };
}
