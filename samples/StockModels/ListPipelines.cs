using Microsoft.ML;
using Pipeline;
using Recsys.MLNet;
using Recsys.MLNet.Trainers.LambdaRank;

namespace StockModels;

/// <summary>ML.NET pipelines that mix its stages with ours: FastTree on our features, its factors as an input of our LambdaRank.</summary>
internal static class ListPipelines
{
    public static void Show()
    {
        var ml = new MLContext(seed: 1);
        var run = new RunSettings { Seed = 1 };
        var lists = SmallShop.Lists(requests: 4000, seed: 1);
        var earlier = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time < 3200).ToList());
        var later = ml.Data.LoadFromEnumerable(lists.Where(row => row.Time >= 3200).ToList());
        Console.WriteLine("| pipeline | NDCG@5 of later lists |\n|---|---|");

        var features = ml.Transforms.Text.TfIdf("TitleTerms", "Title", run: run)
            .Append(ml.Recommendation().Trainers.Popularity(user: "UserId", item: "ItemId", label: "Label", score: "Popularity", time: "Time", run: run))
            .Append(ml.Recommendation().Trainers.ItemToItem(user: "UserId", item: "ItemId", label: "Label", score: "Similarity", time: "Time", run: run))
            .Append(ml.Transforms.Concatenate("Features", "Popularity", "Similarity"))
            .Append(ml.Transforms.ReplaceMissingValues("Features"));
        var lambdaRank = ml.Ranking.Trainers.LambdaRank(group: "RequestId", options: new LambdaRankOptions { Trees = 60, Leaves = 15, LearningRate = 0.1 }, run: run);
        Report("popularity and item-to-item, our LambdaRank", features.Append(lambdaRank));
        Report("the same features, FastTree's LambdaMART", features.Append(ml.Ranking.Trainers.FastTree(rowGroupColumnName: "RequestId", numberOfTrees: 60, numberOfLeaves: 15, learningRate: 0.1)));

        var factors = ml.Transforms.Conversion.MapValueToKey("UserKey", "UserId")
            .Append(ml.Transforms.Conversion.MapValueToKey("ItemKey", "ItemId"))
            .Append(ml.Recommendation().Trainers.MatrixFactorization(new() { LabelColumnName = "Label", MatrixColumnIndexColumnName = "ItemKey", MatrixRowIndexColumnName = "UserKey", ApproximationRank = 16, NumberOfThreads = 1, Quiet = true }))
            .Append(ml.Transforms.CopyColumns("FactorScore", "Score"));
        Report("ML.NET's matrix factorization alone", factors);
        Report("the features and ML.NET's factor score, our LambdaRank", factors.Append(features)
            .Append(ml.Transforms.Concatenate("Features", "Features", "FactorScore"))
            .Append(lambdaRank));
        Report("the features and our ALS score, our LambdaRank", ml.Recommendation().Trainers.Als(user: "UserId", item: "ItemId", label: "Label", score: "FactorScore", time: "Time", options: new() { Factors = 16 }, run: run)
            .Append(features)
            .Append(ml.Transforms.Concatenate("Features", "Features", "FactorScore"))
            .Append(lambdaRank));
        Console.WriteLine();

        void Report(string name, IEstimator<ITransformer> pipeline)
        {
            var metrics = ml.Ranking.Evaluate(pipeline.Fit(earlier).Transform(later), rowGroupColumnName: "RequestId");
            Console.WriteLine($"| {name} | {metrics.NormalizedDiscountedCumulativeGains[4]:0.0000} |");
        }
    }
}
