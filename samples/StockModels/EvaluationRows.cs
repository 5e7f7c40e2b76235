using Microsoft.ML.Trainers;
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Models;

namespace StockModels;

/// <summary>ML.NET's models as rows of our evaluation: the same split, queries, candidates and ties as every other row.</summary>
internal static class EvaluationRows
{
    public static void Show(string? data)
    {
        var run = new RunSettings { Seed = 1 };
        var log = data is null ? Simulated(run) : InteractionLogBuilder.Read(data);
        string split = log.Clock == EventClock.Absolute ? "prequential" : "leave-one-out";
        var evaluator = new Evaluator(log, SplitPlan.Parse(split).Apply(log, run), new EvaluationOptions(), run);
        foreach (var model in KnownModels.Select("popularity,item-knn,als", log))
            evaluator.Add(model.Create(log));
        foreach (var trainer in Stock(log))
            evaluator.Add(trainer);
        foreach (var trainer in Pipelines(log))
            evaluator.Add(trainer);

        var report = evaluator.Report();
        Console.WriteLine($"{split}, {report.Protocol.Queries} queries of {report.Protocol.Users} users, {report.Protocol.Items} items\n");
        Console.WriteLine("| model | NDCG@10 | HR@10 | fit s | score s |\n|---|---|---|---|---|");
        foreach (var row in report.Rows.Where(row => !row.Name.EndsWith("(frozen)", StringComparison.Ordinal)))
        {
            var ndcg = row.Metrics["ndcg@10"];
            Console.WriteLine($"| {row.Name} | {ndcg.Value:.0000} [{ndcg.Low:.0000}, {ndcg.High:.0000}] | {row.Metrics["hr@10"].Value:.0000} | {row.FitSeconds:0.0} | {row.ScoreSeconds:0.0} |");
        }
    }

    /// <summary>Its matrix factorization: of values where values are ratings, and of what was and was not taken.</summary>
    private static IEnumerable<IItemScorerTrainer> Stock(InteractionLog log)
    {
        if (log.Types.Count == 1 && log.Types[0] == "rating")
            yield return new StockFactorsTrainer("ml-net-mf (ratings)", new() { ApproximationRank = 32 });
        yield return OneClass();
    }

    /// <summary>Our two stages, then with FastTree's LambdaMART for the trees, and with ML.NET's factors as one more source of our LambdaRank.</summary>
    private static IEnumerable<IItemScorerTrainer> Pipelines(InteractionLog log)
    {
        var usual = new PipelineOptions { Sources = PipelineSources.For(log), MaxQueries = 3000 };
        yield return new PipelineTrainer(usual);
        yield return new PipelineTrainer(usual with { Learner = (rows, _, run) => FastTreeLearner.Learn(rows, run, usual.Ranker) }, "ml-net-lambdamart (on the pipeline's rows)");
        yield return new PipelineTrainer(usual with { Sources = [.. usual.Sources, OneClass()] }, "pipeline with ml-net-mf as a source");
    }

    private static StockFactorsTrainer OneClass() => new("ml-net-mf", new()
    {
        LossFunction = MatrixFactorizationTrainer.LossFunctionType.SquareLossOneClass,
        ApproximationRank = 32,
        Alpha = 1,
        C = 0,
        Lambda = 0.025,
    });

    private static InteractionLog Simulated(RunSettings run) =>
        InteractionLogBuilder.From(new Simulator(new SimulationOptions { Users = 600, Items = 300, Days = 14 }).Run(run).Select(e => e.Event));
}
