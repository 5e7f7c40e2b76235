using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>What <c>recsys explain --model M --data F</c> prints: importance, pairs of features, and what moved the first rows.</summary>
internal static class ExplainModelCommand
{
    private const int Pairs = 20;

    public static int Run(CliRun run, string modelPath, string dataPath, int rows)
    {
        var model = TreeEnsemble.ReadText(modelPath);
        var data = RankingFile.Read(dataPath, model.FeatureCount);
        if (data.Features.Columns < model.FeatureCount)
            throw new SchemaMismatchException($"{dataPath} has {data.Features.Columns} features; the model was trained with {model.FeatureCount}.");
        var options = new LambdaRankOptions { Objective = ObjectiveOf(model) };
        bool ranked = options.Objective != TreeObjective.LambdaRank || data.GroupSizes.Length > 0;
        double[] splits = model.Importance(TreeImportance.Splits), gain = model.Importance(TreeImportance.Gain);
        double[]? permuted = ranked ? TreeAnalysis.PermutationImportance(model, data, options, run.Settings) : null;
        var importance = new JsonArray();
        foreach (int f in Enumerable.Range(0, model.FeatureCount).Where(f => splits[f] > 0).OrderByDescending(f => gain[f]))
            importance.Add(new JsonObject { ["feature"] = model.FeatureNames[f], ["splits"] = splits[f], ["gain"] = gain[f], ["permutation"] = permuted?[f] });
        run.Print(new JsonObject
        {
            ["objective"] = model.Objective,
            ["trees"] = model.TreeCount,
            ["importance"] = importance,
            ["interactions"] = new JsonArray([.. TreeAnalysis.InteractionPairs(model).Take(Pairs).Select(p => new JsonObject { ["features"] = new JsonArray(model.FeatureNames[p.First], model.FeatureNames[p.Second]), ["gain"] = p.Gain })]),
            ["rows"] = Rows(model, dataPath, rows),
        });
        return ExitCode.Ok;
    }

    private static JsonArray Rows(TreeEnsemble model, string data, int count)
    {
        var contributions = new double[model.FeatureCount + 1];
        var rows = new JsonArray();
        if (count == 0)
            return rows;
        RankingFile.Score(data, model, (values, label, score) =>
        {
            model.Contributions(values, contributions);
            var parts = new JsonArray();
            foreach (int f in Enumerable.Range(0, model.FeatureCount).Where(f => contributions[f] != 0).OrderByDescending(f => Math.Abs(contributions[f])))
                parts.Add(new JsonObject { ["feature"] = model.FeatureNames[f], ["value"] = double.IsNaN(values[f]) ? null : values[f], ["contribution"] = contributions[f] });
            rows.Add(new JsonObject { ["row"] = rows.Count + 1, ["label"] = label, ["score"] = score, ["expected"] = contributions[^1], ["contributions"] = parts });
            return rows.Count < count;
        });
        return rows;
    }

    private static TreeObjective ObjectiveOf(TreeEnsemble model) => model.Objective.Split(' ')[0] switch
    {
        "lambdarank" or "rank_xendcg" => TreeObjective.LambdaRank,
        "binary" => TreeObjective.Binary,
        _ => TreeObjective.Regression,
    };
}
