using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.ModelBuilder.Building;

/// <summary>What building a recommender gives: the recommender, and how good it was on events it had not seen.</summary>
/// <param name="Recommender">Trained on the whole log.</param>
/// <param name="Report">The evaluation, or null when none was asked for.</param>
public sealed record BuiltRecommender(TrainedRecommender Recommender, EvaluationReport? Report)
{
    /// <summary>Writes the package with the metrics of the evaluation.</summary>
    public PackageManifest Save(string path) => Recommender.Save(path, Report is null ? null : Metrics(Report));

    /// <summary>What a package keeps of an evaluation: the figures of the recommender, which dashboards show, and under <c>evaluation</c> all of it, for the report.</summary>
    public static JsonObject Metrics(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = report.ToJson();
        string metric = $"ndcg@{report.Protocol.K}";
        var lead = report.Find("pipeline") ?? report.Rows.MaxBy(r => r.Metrics[metric].Value)!;
        var kept = (JsonObject)json["models"]!.AsArray().First(m => (string?)m!["name"] == lead.Name)!["metrics"]!.DeepClone();
        kept["evaluation"] = json;
        return kept;
    }
}
