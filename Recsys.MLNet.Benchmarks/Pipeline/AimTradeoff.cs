using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>What is clicked and what is bought by rankers of one aim, of grades, and of two aims under several weights.</summary>
internal static class AimTradeoff
{
    private const string Graded = "grades (the default)";

    private static readonly (string Name, double Click, double Purchase)[] s_weights =
    [
        ("click alone", 1, 0), ("click 3, purchase 1", 3, 1), ("click 1, purchase 1", 1, 1), ("click 1, purchase 3", 1, 3), ("purchase alone", 0, 1),
    ];

    public static void Print(string folder, int users, TextWriter to)
    {
        Event[] events = [.. EventFile.Read(EventFile.Locate(folder))];
        var usual = new TrainingOptions { Models = ["item-knn", "tf-idf"] };
        TrainedRecommender? graded = null, aims = null, untrained = null;
        foreach (string[] target in (string[][])[[], ["purchase"]])
        {
            var comparison = new LiveComparison(events, users, target, to);
            TrainedRecommender Train(TrainingOptions training) => new RecommenderTrainer(training).Train(comparison.Training, RunSettings.Default);
            graded ??= Train(usual);
            untrained ??= Train(usual with { Ranker = usual.Ranker with { Learn = false } });
            aims ??= Train(usual with { Ranker = usual.Ranker with { Aims = ["click", "purchase"] } });
            comparison.Add("untrained fusion", untrained, untrained.ToServingModel());
            comparison.Add(Graded, graded, graded.ToServingModel());
            if (aims.Ranker?.Aims is not { } model)
            {
                to.WriteLine($"no aims: {aims.Ranker?.WhyNoAims} {string.Join(" ", aims.LeftOut)}");
                return;
            }
            foreach (var (name, click, purchase) in s_weights)
                comparison.Add(name, aims, aims.ToServingModel().With(model, new Dictionary<string, double> { ["click"] = click, ["purchase"] = purchase }));
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## Asked for {(target.Length == 0 ? "what is turned to next, mostly clicks" : "what is bought within 7 days")}; outcomes learned from: {string.Join(", ", aims.Ranker.LearnedAims.Select(a => $"{a.Name} {a.Outcomes:N0}"))}\n"));
            comparison.Print(Graded, ["warm"], to);
        }
    }
}
