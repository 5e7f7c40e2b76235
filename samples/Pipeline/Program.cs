// Several stages of Recsys.MLNet in one ML.NET pipeline: fit, judge on later lists, save, load, predict.
//   dotnet run -c Release --project samples/Pipeline
using System.Globalization;
using Microsoft.ML;
using Pipeline;
using Recsys.MLNet;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.MatrixFactorization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext();
var run = new RunSettings { Seed = 1 }; // new MLContext(seed: 1) would not reach these stages
var lists = SmallShop.Lists(requests: 4000, seed: 1);
var earlier = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time < 3200).ToList());
var later = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time >= 3200).ToList());

var pipeline = ml.Transforms.AttendBehavior("Interest", history: "HistoryVectors", candidate: "TitleVector")
    .Append(ml.Recommendation().Trainers.Als(user: "UserId", item: "ItemId", label: "Label", score: "FactorScore", time: "Time", options: new AlsOptions { Factors = 16 }, run: run)) // out-of-fold while fitting
    .Append(ml.Recommendation().Trainers.Popularity(user: "UserId", item: "ItemId", label: "Label", score: "Popularity", time: "Time", run: run))
    .Append(ml.Transforms.Concatenate("Features", "TitleVector", "Interest", "FactorScore", "Popularity"))
    .Append(ml.Ranking.Trainers.LambdaRank(label: "Label", features: "Features", group: "RequestId", options: new LambdaRankOptions { Trees = 60 }, run: run));
ITransformer model = pipeline.Fit(earlier);

var scored = model.Transform(later);
foreach (string column in new[] { "Popularity", "FactorScore", "Score" })
{
    var metrics = ml.Ranking.Evaluate(scored, labelColumnName: "Label", rowGroupColumnName: "RequestId", scoreColumnName: column);
    Console.WriteLine($"NDCG@5 by {column,-12} {metrics.NormalizedDiscountedCumulativeGains[4]:0.0000}");
}

string file = Path.Combine(Path.GetTempPath(), $"recsys-pipeline-{Environment.ProcessId}.zip");
ml.Model.SaveRecsys(model, earlier.Schema, file);
var loaded = ml.Model.LoadRecsys(file, out _);
File.Delete(file);

using var before = ml.Model.CreatePredictionEngine<ShownItem, Scored>(model);
using var after = ml.Model.CreatePredictionEngine<ShownItem, Scored>(loaded);
Console.WriteLine($"the last row scores {before.Predict(lists[^1]).Score:0.0000}, loaded {after.Predict(lists[^1]).Score:0.0000}");

/// <summary>What a prediction engine returns.</summary>
internal sealed class Scored
{
    public float Score { get; set; }
}
