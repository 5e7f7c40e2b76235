using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>The JSON that <c>evaluate --json</c> writes, as a page reads it.</summary>
internal sealed class EvaluationJson
{
    public static readonly string[] Floors = ["random", "popularity", "popularity-decayed", "user-average", "id-adjacency", "item-knn", "tf-idf", "fusion"];
    private readonly JsonObject _json;

    /// <summary>Checks that it is such a report.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public EvaluationJson(JsonObject json, string name = "The evaluation")
    {
        _json = json;
        try
        {
            if ((int?)json["format"] != 1 || json["models"] is not JsonArray { Count: > 0 } || json["protocol"] is not JsonObject)
                throw new InvalidDataException($"{name} is no evaluation report of format 1; expected what 'recsys evaluate --json FILE' writes.");
            K = (int)Protocol["k"]!;
            Models = [.. _json["models"]!.AsArray().Select(m => m!.AsObject())];
            Ablations = [.. (_json["ablations"] as JsonArray ?? []).Select(m => m!.AsObject())];
            foreach (var row in Models)
                _ = (NameOf(row), Of(row, Metric));
        }
        catch (Exception failure) when (failure is InvalidOperationException or NullReferenceException or FormatException or JsonException)
        {
            throw new InvalidDataException($"{name} is no evaluation report ({failure.Message.TrimEnd('.')}); expected what 'recsys evaluate --json FILE' writes.", failure);
        }
    }

    public JsonObject Protocol => _json["protocol"]!.AsObject();

    public JsonObject Stages => _json["stages"] as JsonObject ?? [];

    public int K { get; }

    public string Metric => $"ndcg@{K}";

    public IReadOnlyList<JsonObject> Models { get; }

    public IReadOnlyList<JsonObject> Ablations { get; }

    /// <summary>Rows that know the state as of each query.</summary>
    public IEnumerable<JsonObject> Live => Models.Where(m => !NameOf(m).EndsWith(" (frozen)", StringComparison.Ordinal));

    public static string NameOf(JsonObject row) => (string)row["name"]!;

    /// <summary>A metric of a row over all queries.</summary>
    public static Interval Of(JsonObject row, string metric) => Read(row["metrics"]?[metric]);

    /// <summary>A metric of a row on a slice.</summary>
    public static Interval Of(JsonObject row, string slice, string metric) => Read(row["slices"]?[slice]?[metric]);

    /// <summary>A row minus another.</summary>
    public static Interval Versus(JsonObject row, string other, string part, string metric) => Read(row["versus"]?[other]?[part]?[metric]);

    /// <summary>The row the package stands for: the pipeline, else the best.</summary>
    public JsonObject Lead => Live.FirstOrDefault(m => NameOf(m) == "pipeline") ?? Live.MaxBy(m => Of(m, Metric).Value)!;

    /// <summary>The best floor, or null.</summary>
    public JsonObject? BestFloor => Live.Where(m => Floors.Contains(NameOf(m)) && NameOf(m) != "id-adjacency" && m != Lead).MaxBy(m => Of(m, Metric).Value);

    /// <summary>What the segments among the slices are like, by name.</summary>
    public IReadOnlyDictionary<string, string> Segments => (Protocol["segments"] as JsonObject ?? []).ToDictionary(s => s.Key, s => (string?)s.Value ?? "", StringComparer.Ordinal);

    public IEnumerable<(string Name, int Queries)> Slices => (Protocol["slices"] as JsonObject ?? []).Select(s => (s.Key, (int?)s.Value?["queries"] ?? 0));

    private static Interval Read(JsonNode? node) => node is JsonObject o ? new(Value(o["value"]), Value(o["low"]), Value(o["high"])) : Interval.Exact(double.NaN);

    private static double Value(JsonNode? value) => value is null ? double.NaN : (double)value;
}
