// Several stages of Recsys.MLNet in one ML.NET pipeline: fit, judge on later lists, save, load, predict.
//   dotnet run -c Release --project samples/Pipeline
using System.Globalization;
using Microsoft.ML;
using Pipeline;
using Recsys.MLNet;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.TextEncoder;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var run = new RunSettings { Seed = 1 }; // new MLContext(seed: 1) would not reach these stages
var lists = SmallShop.Lists(requests: 3000, seed: 1);
var (past, future) = (lists.Where(row => row.Time < 2400).ToList(), lists.Where(row => row.Time >= 2400).ToList());

// A text encoder is a folder with model.onnx and tokenizer.json. This one is learned from the shop's own clicks; a downloaded one does as well.
using var folder = new TemporaryFolder();
string encoder = Path.Combine(folder.Path, "encoder");
new TextEncoderTrainer(new() { Vocabulary = 200, Width = 32, Dimensions = 16, Epochs = 4 }).Fit(SmallShop.Clicks(past), run).Save(encoder);
using (var opened = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = encoder }))
    SmallShop.Remember(lists, opened);

var ml = new MLContext();
var earlier = ml.Data.LoadFromEnumerable(past);
var later = ml.Data.LoadFromEnumerable(future);

var pipeline = ml.Transforms.Text.EncodeOnnx("TitleVector", "Title", new OnnxTextEncoderOptions { Model = encoder }, run: run)
    .Append(ml.Transforms.AttendBehavior("Interest", history: "HistoryVectors", candidate: "TitleVector", options: new() { Scale = 5 }, run: run))
    .Append(ml.Transforms.Similarity("Match", "Interest", "TitleVector", run: run))
    .Append(ml.Recommendation().Trainers.Als(user: "UserId", item: "ItemId", label: "Label", score: "FactorScore", time: "Time", options: new AlsOptions { Factors = 16 }, run: run)) // out-of-fold while fitting
    .Append(ml.Recommendation().Trainers.Popularity(user: "UserId", item: "ItemId", label: "Label", score: "Popularity", time: "Time", run: run))
    .Append(ml.Transforms.Concatenate("Features", "Match", "FactorScore"))
    .Append(ml.Ranking.Trainers.LambdaRank(label: "Label", features: "Features", group: "RequestId", options: new LambdaRankOptions { Trees = 60, Leaves = 7 }, run: run));
ITransformer model = pipeline.Fit(earlier);

var scored = model.Transform(later);
foreach (string column in new[] { "Popularity", "FactorScore", "Match", "Score" })
{
    var metrics = ml.Ranking.Evaluate(scored, labelColumnName: "Label", rowGroupColumnName: "RequestId", scoreColumnName: column);
    Console.WriteLine($"NDCG@5 by {column,-12} {metrics.NormalizedDiscountedCumulativeGains[4]:0.0000}");
}

string file = Path.Combine(folder.Path, "pipeline.zip");
ml.Model.SaveRecsys(model, earlier.Schema, file);
var loaded = ml.Model.LoadRecsys(file, out _);

using var before = ml.Model.CreatePredictionEngine<ShownItem, Scored>(model);
using var after = ml.Model.CreatePredictionEngine<ShownItem, Scored>(loaded);
Console.WriteLine($"the last row scores {before.Predict(lists[^1]).Score:0.0000}, loaded {after.Predict(lists[^1]).Score:0.0000}");

/// <summary>What a prediction engine returns.</summary>
internal sealed class Scored
{
    public float Score { get; set; }
}

/// <summary>A folder that is gone after the program.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("recsys-pipeline-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
