using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Updating;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Updating;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PackageUpdaterTests : IDisposable
{
    private static readonly ModelUse[] s_models = [new("als") { Options = new AlsOptions { Factors = 12, Epochs = 8 } }, "item-knn"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, IEnumerable<Event> events)
    {
        string path = _folder[name];
        using var stream = File.Create(path);
        using var writer = new EventWriter(stream);
        foreach (var e in events)
            writer.Write(e);
        return path;
    }

    private string Trained(IEnumerable<Event> events, params IReadOnlyList<ModelUse> models)
    {
        string path = _folder["before.recsys"];
        new RecommenderTrainer(new() { Models = models }).Train(events, RunSettings.Default).Save(path);
        return path;
    }

    [Test]
    public void An_update_that_is_not_worse_is_promoted_with_the_figures_it_was_judged_by()
    {
        var log = Shop.Log(2500);
        string before = Trained(log.Take(1500), s_models), after = _folder["after.recsys"];
        var report = new PackageUpdater(new() { MaxLoss = 1 }).Update(before, Write("log.jsonl", log), after, RunSettings.Default);
        Assert.That(report.Promoted, Is.True, report.Reason);
        Assert.That(report.Rows.Select(r => r.Name), Is.EqualTo((string[])["candidate", "before", "popular", "co-visit"]));
        Assert.That(report.Continued, Is.EqualTo((string[])["als"]), "factors go on from the package before; item-knn counts again");
        Assert.That(report.Requests, Is.GreaterThan(50));
        using var package = ModelPackage.Open(after);
        Assert.That(package.Manifest.Version, Is.EqualTo(report.Manifest!.Version).And.Not.EqualTo(report.Before));
        Assert.That(package.Manifest.StateEvents, Is.EqualTo(log.Count));
        Assert.That((double)package.Manifest.Metrics["ndcg@10"]!["value"]!, Is.EqualTo(report.Rows[0].Metrics["ndcg@10"].Value).And.GreaterThan(0));
        Assert.That((int)package.Manifest.Options["models"]![0]!["options"]!["factors"]!, Is.EqualTo(12), "the options of the package before hold on");
        Assert.That(report.ToJson()["promoted"]!.GetValue<bool>(), Is.True);
    }

    [Test]
    public void A_candidate_that_is_worse_is_not_promoted_and_nothing_is_written()
    {
        var log = Shop.Log(2500);
        string before = Trained(log.Take(1500), "item-knn"), after = _folder["after.recsys"];
        // The candidate's only source says nothing about tastes.
        var poor = new TrainingOptions { Models = ["item-knn"], Serving = new() { Sources = [new("new", 1, 100)], Relevance = 1 } };
        var report = new PackageUpdater(null, poor).Update(before, Write("log.jsonl", log), after, RunSettings.Default);
        Assert.That(report.Promoted, Is.False);
        Assert.That(report.Reason, Does.Contain("is worse than").And.Contain("95 % interval"));
        Assert.That(File.Exists(after), Is.False);
    }

    [Test]
    public void Only_what_came_after_the_package_is_judged_by()
    {
        var log = Shop.Log(1600);
        string before = Trained(log, "item-knn");
        var same = new PackageUpdater().Update(before, Write("same.jsonl", log), _folder["a.recsys"], RunSettings.Default);
        Assert.That((same.Promoted, same.NewInteractions), Is.EqualTo((false, 0)));
        Assert.That(same.Reason, Does.Contain("0 interactions since the package before"));
        // Another log, of later times and other users: all of it is new.
        var later = Shop.Log(400, seed: 2).Select(e => e with { Id = null, Timestamp = e.Timestamp + 300 * Shop.Day });
        var other = new PackageUpdater(new() { LeastInteractions = 100_000 }).Update(before, Write("later.jsonl", later), _folder["b.recsys"], RunSettings.Default);
        Assert.That(other.NewInteractions, Is.EqualTo(later.Count(e => e.Kind == EventKind.Interaction)));
    }

    [Test]
    public void A_package_of_a_store_goes_on_from_the_number_it_ends_at()
    {
        var log = Shop.Log(2000).Select(e => e with { Id = null }).ToList();
        string db = _folder["log.db"], before = _folder["before.recsys"], after = _folder["after.recsys"];
        Append(log.Take(1200), 1);
        new RecommenderTrainer(new() { Models = ["item-knn"] }).Train("sqlite:" + db, RunSettings.Default).Save(before);
        Append(log.Skip(1200), 1201);
        var report = new PackageUpdater(new() { MaxLoss = 1 }).Update(before, "sqlite:" + db, after, RunSettings.Default);
        Assert.That(report.NewInteractions, Is.EqualTo(log.Skip(1200).Count(e => e.Kind == EventKind.Interaction)));
        Assert.That(report.Manifest!.StateEvents, Is.EqualTo(log.Count));
        Assert.That(Recommender.Open(after).Recommend("u1").Items, Is.Not.Empty);

        void Append(IEnumerable<Event> events, int from)
        {
            using var store = new SqliteEventStore(db);
            store.Append([.. events.Select((e, i) => new StoredEvent(from + i, e))]);
        }
    }
}
