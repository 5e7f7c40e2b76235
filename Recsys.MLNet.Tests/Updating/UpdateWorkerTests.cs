using Microsoft.Extensions.DependencyInjection;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Updating;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.AspNetCore;
using Recsys.MLNet.Tests.Cli;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Updating;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UpdateWorkerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Db => _folder["log.db"];

    public void Dispose() => _folder.Dispose();

    private WorkerOptions Options(double maxLoss = 1) => new() { Data = "sqlite:" + Db, Publish = _folder["published"], Keep = 1, Training = new() { Models = ["item-knn"] }, Update = new() { MaxLoss = maxLoss, LeastInteractions = 20 } };

    private static List<Recsys.MLNet.Data.Event> Log(int events) => [.. Shop.Log(events).Select(e => e with { Id = null })];

    private void Append(int from, int to)
    {
        using var store = new SqliteEventStore(Db);
        store.Append([.. Log(to).Take(to).Skip(from).Select((e, i) => new StoredEvent(from + i + 1, e))]);
    }

    private static string VersionOf(string path)
    {
        using var package = ModelPackage.Open(path);
        return package.Manifest.Version;
    }

    [Test]
    public void It_publishes_keeps_the_one_before_and_stays_when_nothing_is_new()
    {
        Append(0, 1200);
        var options = Options();
        using var worker = new UpdateWorker(options, TimeProvider.System);
        Assert.That(worker.Due, Is.EqualTo(DateTimeOffset.MinValue), "the first attempt is due at once");
        var first = worker.Attempt(RunSettings.Default)!;
        Assert.That(first.Promoted, Is.True, first.Reason);
        Assert.That(worker.Attempt(RunSettings.Default)!.Promoted, Is.False);
        Append(1200, 1800);
        var second = worker.Attempt(RunSettings.Default)!;
        Assert.That(second.Promoted, Is.True, second.Reason);
        Assert.That(VersionOf(options.PublishedPath), Is.EqualTo(second.Manifest!.Version));
        Assert.That(VersionOf(Path.Combine(options.Publish, $"shop.{first.Manifest!.Version}.before")), Is.EqualTo(first.Manifest.Version));
        Assert.That(worker.Due, Is.GreaterThan(DateTimeOffset.UtcNow.AddHours(5)));
    }

    [Test]
    public void A_store_without_interactions_is_no_failure_and_no_package()
    {
        using (new SqliteEventStore(Db)) { }
        using var worker = new UpdateWorker(Options(), TimeProvider.System);
        Assert.That(worker.Attempt(RunSettings.Default)!.Promoted, Is.False);
        Assert.That(File.Exists(Options().PublishedPath), Is.False);
    }

    [Test]
    public void One_worker_at_a_time_publishes_under_a_name()
    {
        using (new UpdateWorker(Options(), TimeProvider.System))
            Assert.That(() => new UpdateWorker(Options(), TimeProvider.System), Throws.TypeOf<IOException>().With.Message.Contains("Another worker"));
        File.WriteAllText(Path.Combine(Options().Publish, "shop.1.next.part"), "half");
        using var next = new UpdateWorker(Options(), TimeProvider.System);
        Assert.That(Directory.GetFiles(Options().Publish, "*.part"), Is.Empty, "what a killed worker left is cleaned up");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_service_takes_over_each_package_while_it_answers(CancellationToken deadline)
    {
        Append(0, 900);
        var options = Options();
        using var worker = new UpdateWorker(options, TimeProvider.System);
        Assert.That(worker.Attempt(RunSettings.Default)!.Promoted, Is.True);
        await using var app = await TestService.Start(e => { e.Store = Db; e.Package = options.PublishedPath; }, h => h.WatchSeconds = 0.05);
        var engine = app.Services.GetRequiredService<RecsysEngine>();
        string before = engine.Models[0].Version;
        // The shop goes on through the service, and the worker learns from what the service stored.
        await engine.IngestAsync([.. Log(1700).Skip(900)]);
        var update = worker.Attempt(RunSettings.Default)!;
        Assert.That(update.Promoted, Is.True, update.Reason);
        while (engine.Models[0].Version == before)
        {
            Assert.That(engine.Recommend(new() { User = "u1", At = Shop.Start + 40 * Shop.Day }).Items, Is.Not.Empty);
            await Task.Delay(10, deadline);
        }
        Assert.That(engine.Models[0].Version, Is.EqualTo(update.Manifest!.Version));
        Assert.That(engine.Models[0].Metrics["ndcg@10"], Is.Not.Null);
    }

    [Test, CancelAfter(120_000)]
    public async Task Killed_at_any_moment_it_leaves_a_whole_package_and_the_next_one_goes_on(CancellationToken deadline)
    {
        Append(0, 900);
        var options = Options();
        using (var worker = new UpdateWorker(options, TimeProvider.System))
            worker.Attempt(RunSettings.Default);
        string version = VersionOf(options.PublishedPath);
        File.Delete(Path.Combine(options.Publish, "shop.worker.json")); // due at once
        Append(900, 1800);
        foreach (int milliseconds in (int[])[350, 900, 1500])
        {
            using var process = RecsysProcess.Start("worker", "--data", options.Data, "--publish", options.Publish, "--least", "20", "--quiet");
            await Task.Delay(milliseconds, deadline);
            Assert.That(process.HasExited, Is.False, "it runs until it is killed");
            process.Kill();
            await process.WaitForExitAsync(deadline);
            Assert.That(VersionOf(options.PublishedPath), Has.Length.EqualTo(12), "a whole package, whichever it is");
        }
        using var next = new UpdateWorker(options, TimeProvider.System);
        if (VersionOf(options.PublishedPath) == version) // no attempt was let finish
            Assert.That(next.Attempt(RunSettings.Default)!.Promoted, Is.True);
        Assert.That(VersionOf(options.PublishedPath), Is.Not.EqualTo(version));
        Assert.That(Directory.GetFiles(options.Publish, "*.part"), Is.Empty);
    }
}
