using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Reporting;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Updating;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Segments;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Segments;

[TestFixture]
public sealed class TrainedSegmentsTests
{
    private static readonly Lazy<Event[]> Shop = new(() => [.. new Simulator(new() { Users = 600, Items = 200, Days = 14, SessionsPerDay = 0.8 }).Events(RunSettings.Default)]);

    private static readonly TrainingOptions Options = new()
    {
        Segments = new() { Learn = true, Count = 4 },
        Ranker = new() { LeastRequests = 300, MaxRequests = 1500, Windows = 2, Trees = new RankerOptions().Trees with { Trees = 50, LearningRate = 0.12 } },
    };

    private static readonly Lazy<(EvaluationReport Report, Evaluator Evaluator, TrainedRecommender Trained)> Asked = new(() =>
    {
        var log = InteractionLogBuilder.From(Shop.Value);
        var evaluator = new Evaluator(log, [Splits.Prequential(log)], new() { Resamples = 30 }, RunSettings.Default);
        evaluator.Add(KnownModels.All.First(m => m.Name == "popularity").Create(log));
        var trained = evaluator.AddLive("pipeline", Shop.Value, Options, parts: false);
        return (evaluator.Report(), evaluator, trained);
    });

    [Test]
    public void The_ranker_reads_the_segment_and_the_package_keeps_it()
    {
        var trained = Asked.Value.Trained;
        Assert.That(trained.Manifest.Features, Is.SupersetOf(new[] { "segment_0", "segment_1", "segment_2", "segment_3" }));
        using var stream = new MemoryStream();
        trained.Save(stream);
        using var package = ModelPackage.Open(new MemoryStream(stream.ToArray()));
        var recommender = Recommender.From(package);
        Assert.That(recommender.Model.Segments!.Centres.Values, Is.EqualTo(trained.Segments!.Centres.Values));
        using var state = recommender.World.Open();
        string user = state.UserIds.Order(StringComparer.Ordinal).First(id => state.FindUser(id) is { } u && UserProfileSpace.BehaviorsOf(u) > 3);
        var list = recommender.Recommend(new() { User = user, At = recommender.Now, Count = 1 }).Items;
        var features = recommender.Explain(new() { User = user, At = recommender.Now }, list[0].Item).Features.Where(f => f.Key.StartsWith("segment_", StringComparison.Ordinal)).Select(f => f.Value).ToArray();
        int segment = recommender.Model.Segments.Of(state.FindUser(user)!, state);
        Assert.That(features, Is.EqualTo(Enumerable.Range(0, 4).Select(s => s == segment ? 1f : 0f)));
    }

    [Test]
    public void Segments_were_found_before_the_first_row()
    {
        var first = Asked.Value.Trained.Ranker!.Windows[0];
        var replay = new EventReplay(Options.State);
        replay.Run(Shop.Value.Take((int)first.Event));
        using var state = replay.World.Open();
        var again = new Recsys.MLNet.Trainers.Segments.SegmentTrainer(Options.Segments).Fit(state, RunSettings.Default).Segments!;
        Assert.That(Asked.Value.Trained.Segments!.Centres.Values, Is.EqualTo(again.Centres.Values));
    }

    [Test]
    public void Every_row_of_an_evaluation_is_divided_by_the_segment_at_the_moment_of_the_query()
    {
        var (report, evaluator, trained) = Asked.Value;
        var queries = evaluator.Experiments[0].Queries;
        var at = new Dictionary<int, int>();
        for (int q = 0; q < queries.Count; q++)
            at[queries.Histories.PlacesOf(queries[q].User)[queries[q].History]] = q;
        var counts = new int[4];
        int place = 0;
        new EventReplay(Options.State).Run(Shop.Value, (e, state) =>
        {
            if (e.Kind == EventKind.Interaction && at.ContainsKey(place++) && state.FindUser(e.Actor) is { } user && trained.Segments!.Of(user, state) is >= 0 and var segment)
                counts[segment]++;
        });
        Assert.That(Enumerable.Range(0, 4).Select(s => report.Protocol.Slices.GetValueOrDefault(UserSegments.NameOf(s)).Queries), Is.EqualTo(counts));
        Assert.That(report.Rows.Select(r => r.Slices.Keys.Count(k => k.StartsWith("segment-", StringComparison.Ordinal))), Is.All.EqualTo(counts.Count(c => c > 0)));
        Assert.That(report.Protocol.Segments.Values, Is.All.Not.Empty);
        Assert.That((string?)report.ToJson()["protocol"]!["segments"]!["segment-1"], Is.EqualTo(trained.Segments!.Describe(0)));
    }

    [Test]
    public void How_the_ranker_learned_is_in_the_package_and_drawn_in_the_report()
    {
        using var folder = new TempFolder();
        var trained = Asked.Value.Trained;
        var manifest = trained.Save(folder["shop.recsys"], new JsonObject { ["protocol"] = "kept" });
        var steps = manifest.Metrics["learning"]!["ranker"]!.AsArray();
        Assert.That(steps.Select(s => (int)s!["trees"]!), Is.EqualTo(trained.Ranker!.Rounds.Select(r => r.Trees)));
        Assert.That(steps.Select(s => (double)s!["ndcg@10"]!), Is.EqualTo(trained.Ranker.Rounds.Select(r => r.Metrics["ndcg@10"])).Within(1e-6));
        Assert.That((string?)manifest.Metrics["protocol"], Is.EqualTo("kept"));
        Assert.That(EarlierPackage.Open(folder["shop.recsys"]).Training.Segments, Is.EqualTo(Options.Segments), "an update finds segments too");
        string page = RecommenderReport.Of(folder["shop.recsys"], new() { Users = 20 }, RunSettings.Default).ToHtml();
        Assert.That(page, Does.Contain("Learning curves").And.Contain("ranker, on requests it did not learn from"));
    }

    [Test]
    public void A_configuration_asks_for_them()
    {
        var read = ConfigurationFile.Read("segments:\n  learn: true\n  count: 5\n  behaviorWeight: 0\n").OrThrow().ToTrainingOptions().Segments;
        Assert.That((read.Learn, read.Count, read.BehaviorWeight), Is.EqualTo((true, 5, 0.0)));
        Assert.That(ConfigurationFile.Read("segments:\n  count: 1\n").Problems.Single().ToString(), Does.Contain("segments.count").And.Contain("2 to 1000"));
    }
}
