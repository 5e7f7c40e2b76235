using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Tests.Serving;

[TestFixture]
public sealed class ReasonTests
{
    [Test]
    public void Every_item_of_a_trained_shops_lists_says_why_it_is_there()
    {
        Event[] events = [.. new Simulator(new() { Users = 250, Items = 150, Days = 10 }).Events(RunSettings.Default)];
        var options = new TrainingOptions { Ranker = new() { LeastRequests = 100, MaxRequests = 800, Windows = 1, Negatives = 10, Trees = new RankerOptions().Trees with { Trees = 20 } } };
        using var stream = new MemoryStream();
        new RecommenderTrainer(options).Train(events, RunSettings.Default).Save(stream);
        using var package = ModelPackage.Open(new MemoryStream(stream.ToArray()));
        var recommender = Recommender.From(package);
        string[] users = [.. events.Where(e => e.Kind == EventKind.Interaction && e.User is not null).Select(e => e.User!).Distinct().Take(120), "a stranger"];
        var silent = users.SelectMany(u => recommender.Recommend(new() { User = u, At = recommender.Now, Count = 10 }).Items.Where(i => i.Reasons.Count == 0).Select(i => $"{u} {i.Item} of {string.Join('+', i.Sources)}"));
        Assert.That(silent, Is.Empty);
    }
}
