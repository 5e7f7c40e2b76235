using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>What new items gain and the others lose when requests of new items weigh more while learning, and when places are kept for them.</summary>
internal static class NewItemPrice
{
    public static void Print(string folder, int users, IEnumerable<double> shares, TextWriter to)
    {
        Event[] events = [.. EventFile.Read(EventFile.Locate(folder))];
        var comparison = new LiveComparison(events, users, [], to);
        var usual = new TrainingOptions { Models = ["item-knn", "tf-idf"] };
        const string Own = "weights of the log";
        foreach (double share in shares.Prepend(0))
        {
            var trained = comparison.Add(share == 0 ? Own : string.Create(CultureInfo.InvariantCulture, $"newItemShare {share}"), usual with { Ranker = usual.Ranker with { NewItemShare = share } });
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"share {share}: {trained.Ranker?.NewItemGroups} of {trained.Ranker?.Groups} requests of new items, weighed {trained.Ranker?.NewItemWeight:0.00} times"));
        }
        var kept = comparison.Add("untrained fusion", usual with { Ranker = usual.Ranker with { Learn = false } }).Serving;
        for (int places = 1; places <= 2; places++)
            comparison.Add($"newItems.places {places}", usual with { Serving = kept with { Sources = RecommenderTrainer.UsualSources(["item-knn", "tf-idf"]), NewItems = new() { Places = places, Pool = 1 } } });
        comparison.Print(Own, ["warm", "cold-items"], to);
    }
}
