using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Db => _folder["log.db"];

    private string Data => "sqlite:" + Db;

    public void Dispose() => _folder.Dispose();

    private List<Event> Fill(int events)
    {
        var log = Shop.Log(events).Where(e => e.Id is null).Concat(Shop.Log(events).Where(e => e.Id is not null).DistinctBy(e => e.Id)).ToList();
        using var store = new SqliteEventStore(Db);
        store.Append([.. log.Select((e, i) => new StoredEvent(i + 1, e))]);
        return log;
    }

    [Test]
    public void A_store_is_read_while_a_service_writes_to_it_up_to_where_it_was_opened()
    {
        var log = Fill(200);
        using var service = new RecsysEngine(new() { Store = Db });
        using var source = EventSource.Open(Data);
        service.IngestAsync(Shop.Do("late", "i1")).GetAwaiter().GetResult();
        Assert.That(source.Read().Select(EventJson.ToUtf8), Is.EqualTo(log.Select(EventJson.ToUtf8)));
        Assert.That(source.Read(after: log.Count - 2).Count(), Is.EqualTo(2));
        Assert.That(EventSource.ReadAll(Data).Count(), Is.EqualTo(log.Count + 1));
    }

    [Test]
    public void A_package_trained_from_a_store_is_continued_by_a_service_on_it_and_nothing_counts_twice()
    {
        var log = Fill(600);
        string package = _folder["shop.recsys"];
        var manifest = new RecommenderTrainer(new() { Models = ["item-knn"] }).Train(Data, RunSettings.Default).Save(package);
        Assert.That((manifest.Store.Length, manifest.StateEvents), Is.EqualTo((32, (long)log.Count)));
        using (var late = new SqliteEventStore(Db))
            late.Append([new(log.Count + 1, Shop.Do("u1", "i2", "purchase", Shop.Start + 90 * Shop.Day))]);
        byte[] expected;
        using (var once = new RecsysEngine(new() { Store = Db }))
            expected = WorldStateTests.Saved(once.World);
        using (var store = new SqliteEventStore(Db))
            store.Erase(["nobody"]); // drops the snapshot, so that the package's state is what the service begins with
        using var service = new RecsysEngine(new() { Store = Db, Package = package });
        Assert.That(service.World.Sequence, Is.EqualTo(log.Count + 1));
        Assert.That(WorldStateTests.Saved(service.World), Is.EqualTo(expected));
    }

    [Test]
    public async Task Every_command_that_reads_data_reads_a_store()
    {
        Fill(600);
        Assert.That(await Run("validate", Data), Is.EqualTo(ExitCode.Ok));
        Assert.That(await Run("export", "--data", Data, "--out", _folder["out"]), Is.EqualTo(ExitCode.Ok));
        Assert.That(await Run("evaluate", "--data", Data, "--models", "popularity", "--resamples", "20"), Is.EqualTo(ExitCode.Ok));
        Assert.That(EventFile.Read(_folder["out"]).Count(), Is.EqualTo(EventSource.ReadAll(Data).Count()));
        string package = _folder["p.recsys"];
        Assert.That(await Run("train", "--data", Data, "--out", package, "--models", "item-knn"), Is.EqualTo(ExitCode.Ok));
        using var opened = ModelPackage.Open(package);
        Assert.That(opened.Manifest.Store, Is.Not.Empty);

        static async Task<int> Run(params string[] args)
        {
            using var error = new StringWriter();
            int code = await RecsysCommandLine.RunAsync([.. args, "--quiet"], TextWriter.Null, error);
            Assert.That(error.ToString(), Is.Empty);
            return code;
        }
    }

    [Test]
    public void A_store_that_is_not_there_is_not_made_by_reading_it()
    {
        Assert.That(() => EventSource.Open(Data), Throws.TypeOf<InvalidDataException>().With.Message.Contains("There is no store"));
        Assert.That(File.Exists(Db), Is.False);
    }
}
