using System.Globalization;
using System.Text.Json.Nodes;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What came of learning the final ranker, for reports and for people.</summary>
public static class RankerFitReport
{
    private const int Most = 20; // features listed

    /// <summary>The form of reports.</summary>
    public static JsonObject ToJson(this RankerFit ranker)
    {
        ArgumentNullException.ThrowIfNull(ranker);
        return new()
        {
            ["trees"] = ranker.Trees.TreeCount,
            ["requests"] = ranker.Groups,
            ["rows"] = ranker.Rows,
            ["newItems"] = new JsonObject { ["requests"] = ranker.NewItemGroups, ["weight"] = Math.Round(ranker.NewItemWeight, 3) },
            ["notRecalled"] = double.IsNaN(ranker.NotRecalled) ? null : Math.Round(ranker.NotRecalled, 4),
            ["immature"] = ranker.Immature,
            ["importance"] = new JsonObject(ranker.Importance.Take(Most).Select(i => KeyValuePair.Create<string, JsonNode?>(i.Key, Math.Round(i.Value, 4)))),
            ["shift"] = new JsonObject(ranker.Shifts.Take(Most).Select(s => KeyValuePair.Create<string, JsonNode?>(s.Feature, Math.Round(s.Deviations, 3)))),
            ["quotas"] = new JsonArray([.. ranker.Quotas.Select(q => (JsonNode)q.ToJson())]),
            ["surfaces"] = new JsonArray([.. ranker.Surfaces.Select(s => (JsonNode)new JsonObject
            {
                ["surface"] = s.Surface, ["requests"] = s.Requests, ["ndcg@10"] = Math.Round(s.Ndcg, 4), ["common"] = Math.Round(s.CommonNdcg, 4), ["error"] = Math.Round(s.Error, 4), ["used"] = s.Trees is not null,
            })]),
            ["aims"] = new JsonArray([.. ranker.LearnedAims.Select(a => (JsonNode)new JsonObject { ["aim"] = a.Name, ["outcomes"] = a.Outcomes, ["ndcg@10"] = Math.Round(a.Ndcg, 4), ["common"] = Math.Round(a.CommonNdcg, 4) })]),
            ["calibration"] = ranker.Calibration is not { } c ? null : new JsonObject { ["rows"] = c.Rows, ["errorBefore"] = Math.Round(c.ErrorBefore, 4), ["errorAfter"] = Math.Round(c.ErrorAfter, 4) },
        };
    }

    /// <summary>The same in lines for people.</summary>
    public static IEnumerable<string> Lines(this RankerFit ranker)
    {
        ArgumentNullException.ThrowIfNull(ranker);
        yield return Text($"ranker: {ranker.Trees.TreeCount} trees from {ranker.Groups:N0} requests ({ranker.Rows:N0} rows) in {ranker.Windows.Count} windows; leans on {string.Join(", ", ranker.Importance.Take(5).Select(i => $"{i.Key} {i.Value:P0}"))}");
        if (ranker.NewItemGroups > 0)
            yield return Text($"new items: taken in {ranker.NewItemGroups:N0} of these requests, each weighed {ranker.NewItemWeight:0.0} times");
        foreach (var q in ranker.Quotas)
            yield return Text($"quota for {(q.Quota.Warm ? "known" : "new")} users{(q.Quota.Surface is { } s ? $" on {s}" : "")}: recall {q.Recall:F3} of {q.WholeRecall:F3} in {q.Microseconds:F0} of {q.WholeMicroseconds:F0} µs; {string.Join(", ", q.Quota.Depths.Select(d => $"{d.Key} {d.Value}"))}{(q.Quota.Depths.Count == 0 ? "whole lists" : "")}");
        foreach (var s in ranker.Surfaces)
            yield return Text($"surface {s.Surface}: NDCG@10 {s.Ndcg:F4} by {s.Requests:N0} requests of its own, {s.CommonNdcg:F4} by the common ranker, which {(s.Trees is null ? "serves it too" : "is replaced there")}");
        foreach (var a in ranker.LearnedAims)
            yield return Text($"aim {a.Name}: {a.Outcomes:N0} outcomes, NDCG@10 of its label {a.Ndcg:F4} in its own order, {a.CommonNdcg:F4} in that of all outcomes");
        if (ranker.WhyNoAims is { } whyNot)
            yield return $"no aims of their own: {whyNot}";
        if (ranker.Calibration is { } c)
            yield return Text($"probabilities: calibration error {c.ErrorBefore:F3} by the score alone, {c.ErrorAfter:F4} by the learned curve");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
