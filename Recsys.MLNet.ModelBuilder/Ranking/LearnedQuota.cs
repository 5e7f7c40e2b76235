using System.Text.Json.Nodes;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A recall quota, and what it costs and keeps on the requests it was learned from.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="Requests">Requests it was learned from.</param>
/// <param name="Recall">Share of wanted items among the candidates it leaves.</param>
/// <param name="WholeRecall">The same of whole lists.</param>
/// <param name="Microseconds">Cost of a request with it, by <see cref="RankerOptions.SourceCosts"/> and <see cref="RankerOptions.CandidateCost"/>.</param>
/// <param name="WholeMicroseconds">The same of whole lists.</param>
public sealed record LearnedQuota(RecallQuota Quota, int Requests, double Recall, double WholeRecall, double Microseconds, double WholeMicroseconds)
{
    /// <summary>The form of reports.</summary>
    public JsonObject ToJson() => new()
    {
        ["surface"] = Quota.Surface,
        ["warm"] = Quota.Warm,
        ["requests"] = Requests,
        ["recall"] = Math.Round(Recall, 4),
        ["wholeRecall"] = Math.Round(WholeRecall, 4),
        ["microseconds"] = Math.Round(Microseconds, 1),
        ["wholeMicroseconds"] = Math.Round(WholeMicroseconds, 1),
        ["depths"] = new JsonObject(Quota.Depths.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, d.Value))),
    };
}
