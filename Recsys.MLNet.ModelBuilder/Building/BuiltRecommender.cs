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

    /// <summary>What a package keeps of an evaluation: the protocol and each model's metrics.</summary>
    public static JsonObject Metrics(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = report.ToJson();
        var models = new JsonObject();
        foreach (var model in json["models"]!.AsArray())
            models[model!["name"]!.GetValue<string>()] = model["metrics"]!.DeepClone();
        return new() { ["protocol"] = json["protocol"]!.DeepClone(), ["models"] = models };
    }
}
