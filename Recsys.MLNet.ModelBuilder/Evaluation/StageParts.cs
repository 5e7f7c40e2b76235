using System.Text.Json.Nodes;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The parts of the queries that <see cref="EvaluationReport.Stages"/> tells apart.</summary>
public static class StageParts
{
    /// <summary>Slices by their names, then surfaces as <c>on home</c> and their warm and cold users as <c>on home, warm</c>; each with the same members as the whole.</summary>
    /// <param name="stages">The stages of a report.</param>
    public static IReadOnlyList<(string Name, JsonObject Stages)> Of(JsonObject stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        var parts = new List<(string, JsonObject)>(Members(stages, "slices"));
        foreach (var (surface, of) in Members(stages, "surfaces"))
        {
            parts.Add(($"on {surface}", of));
            parts.AddRange(Members(of, "slices").Where(s => s.Name is "warm" or "cold-users").Select(s => ($"on {surface}, {s.Name}", s.Stages)));
        }
        return parts;
    }

    private static IEnumerable<(string Name, JsonObject Stages)> Members(JsonObject of, string name) =>
        (of[name] as JsonObject ?? []).Where(m => m.Value is JsonObject).Select(m => (m.Key, m.Value!.AsObject()));
}
