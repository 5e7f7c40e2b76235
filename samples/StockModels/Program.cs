// ML.NET's own models beside ours and inside our pipelines:
//   FastTree's LambdaMART on the very features that our LambdaRank gets, and with `matrix-factorization` as an argument
//   ML.NET's matrix factorization (LIBMF, a native library of its package) as an input of our LambdaRank.
//   dotnet run -c Release -p:MLNetPackages=true --project samples/StockModels
using System.Globalization;
using Microsoft.ML;
using Pipeline;
using Recsys.MLNet;
using Recsys.MLNet.Trainers.LambdaRank;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
var run = new RunSettings { Seed = 1 };
var lists = SmallShop.Lists(requests: 4000, seed: 1);
var earlier = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time < 3200).ToList());
var later = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time >= 3200).ToList());

var features = ml.Transforms.AttendBehavior("Interest", history: "HistoryVectors", candidate: "TitleVector")
    .Append(ml.Recommendation().Trainers.Popularity(user: "UserId", item: "ItemId", label: "Label", score: "Popularity", run: run))
    .Append(ml.Transforms.Concatenate("Features", "TitleVector", "Interest", "Popularity"));

Report("our LambdaRank", features.Append(ml.Ranking.Trainers.LambdaRank(group: "RequestId", options: new LambdaRankOptions { Trees = 60, Leaves = 31 }, run: run)));
Report("FastTree's LambdaMART", features.Append(ml.Ranking.Trainers.FastTree(rowGroupColumnName: "RequestId", numberOfTrees: 60, numberOfLeaves: 31, learningRate: 0.1)));
if (args.Contains("matrix-factorization"))
{
    Report("ML.NET's factors in our LambdaRank", ml.Transforms.Conversion.MapValueToKey("UserKey", "UserId")
        .Append(ml.Transforms.Conversion.MapValueToKey("ItemKey", "ItemId"))
        .Append(ml.Recommendation().Trainers.MatrixFactorization("Label", "ItemKey", "UserKey"))
        .Append(ml.Transforms.CopyColumns("FactorScore", "Score"))
        .Append(features)
        .Append(ml.Transforms.Concatenate("Features", "Features", "FactorScore"))
        .Append(ml.Ranking.Trainers.LambdaRank(group: "RequestId", options: new LambdaRankOptions { Trees = 60, Leaves = 31 }, run: run)));
}

void Report(string name, IEstimator<ITransformer> pipeline)
{
    var metrics = ml.Ranking.Evaluate(pipeline.Fit(earlier).Transform(later), rowGroupColumnName: "RequestId");
    Console.WriteLine($"NDCG@5 by {name}: {metrics.NormalizedDiscountedCumulativeGains[4]:0.0000}");
}
