using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Engine;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RecsysEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recsys-").FullName;

    private string Db => Path.Combine(_folder, "log.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RecommendationRequest For(string user, int count = 5) => new() { User = user, Count = count, At = Shop.Start + 30 * Shop.Day };

    private string Package(string name, int events, int seed)
    {
        string path = Path.Combine(_folder, name);
        new RecommenderTrainer().Train(Shop.Log(events, seed: seed), RunSettings.Default).Save(path);
        return path;
    }

    [Test]
    public async Task A_click_is_in_the_very_next_answer_always()
    {
        using var engine = new RecsysEngine(new());
        await engine.IngestAsync(Shop.Log(300));
        for (int n = 0; n < 50; n++)
        {
            string item = "i" + n;
            var stored = engine.IngestAsync(Shop.Do("me", item, "purchase", Shop.Start + 30 * Shop.Day + n));
            var answer = engine.Recommend(For("me", 60)); // not even waiting for the disk
            Assert.That(answer.Items.Select(i => i.Item), Has.No.Member(item), "what was bought does not come again");
            Assert.That(answer.AsOf, Is.EqualTo((await stored).Sequence));
        }
    }

    [Test]
    public async Task Before_anything_is_known_answers_are_empty_and_grow_from_the_first_event()
    {
        using var engine = new RecsysEngine(new());
        Assert.That(engine.Recommend(For("u")).Items, Is.Empty);
        await engine.IngestAsync(Shop.Item("first", "News"));
        Assert.That(engine.Recommend(For("u")).Items.Select(i => i.Item), Is.EqualTo((string[])["first"]));
    }

    [Test]
    public async Task After_a_restart_the_state_is_the_same_bit_for_bit_with_and_without_a_snapshot()
    {
        var log = Shop.Log(1200);
        byte[] before;
        long last;
        var engine = new RecsysEngine(new() { Store = Db, SnapshotEvery = 500 });
        await engine.IngestAsync(log);
        (before, last) = (WorldStateTests.Saved(engine.World), engine.World.Sequence);
        engine.Dispose();
        using (var again = new RecsysEngine(new() { Store = Db }))
            Assert.That(WorldStateTests.Saved(again.World), Is.EqualTo(before));
        using var store = new SqliteEventStore(Db);
        using var bare = new MemoryEventStore();
        bare.Append([.. store.Read()]);
        using var replayed = new RecsysEngine(new(), bare);
        Assert.That(WorldStateTests.Saved(replayed.World), Is.EqualTo(before));
        Assert.That(last, Is.GreaterThan(1000));
    }

    [Test]
    public async Task What_was_acknowledged_survives_a_crash()
    {
        using var engine = new RecsysEngine(new() { Store = Db });
        await engine.IngestAsync(Shop.Do("u", "a", id: "kept"));
        // A second process opens the file while the first was never closed.
        using var store = new SqliteEventStore(Db);
        Assert.That(store.Find("kept"), Is.Not.Null);
    }

    [Test]
    public async Task An_event_sent_twice_counts_once_even_across_a_restart()
    {
        using (var engine = new RecsysEngine(new() { Store = Db }))
            await engine.IngestAsync(Shop.Do("u", "a", id: "e"));
        using var again = new RecsysEngine(new() { Store = Db });
        var result = await again.IngestAsync(Shop.Do("u", "a", id: "e"));
        Assert.That((result.Accepted, result.Duplicates), Is.EqualTo((1, 1)));
        using var state = again.World.Open();
        Assert.That(state.FindItem("a")!.Total(BehaviorStage.Interest), Is.EqualTo(1d));
    }

    [Test]
    public async Task Logged_lists_are_rebuilt_bit_equal()
    {
        var options = new RecsysOptions { Store = Db, SnapshotEvery = 60, Package = Package("shop.recsys", 600, 1) };
        using var engine = new RecsysEngine(options);
        var ids = new List<string>();
        var log = Shop.Log(150, seed: 2).Select(e => e with { Id = null, Timestamp = e.Timestamp + 40 * Shop.Day }).ToList();
        for (int i = 0; i < log.Count; i++)
        {
            await engine.IngestAsync(log[i]);
            if (i % 5 == 0)
                ids.Add(engine.Recommend(For("u" + i % 40) with { At = log[i].Timestamp, Candidates = i % 3 == 0 ? [new() { Id = "i3" }, new() { Id = "i9" }, new() { Id = "i40" }] : null }).Id!);
        }
        Assert.That(ids, Has.Count.GreaterThan(40));
        foreach (string id in ids)
            Assert.That(engine.Explain(id), Has.Property("Same").True, id);
    }

    [Test]
    public async Task A_list_is_rebuilt_as_if_an_event_had_not_happened()
    {
        using var engine = new RecsysEngine(new());
        await engine.IngestAsync(Shop.Log(300));
        var without = engine.Recommend(For("me"));
        await engine.IngestAsync(Shop.Do("me", "i1", "click", Shop.Start + 29 * Shop.Day, "the-click"));
        var with = engine.Recommend(For("me"));
        var explained = engine.Explain(with.Id!, "the-click");
        Assert.That(with.Items.Select(i => i.Item), Is.Not.EqualTo(without.Items.Select(i => i.Item)));
        Assert.That(explained.Rebuilt.Items.Select(i => i.Item), Is.Not.EqualTo(with.Items.Select(i => i.Item)));
        Assert.That(explained.Rebuilt.Items.SelectMany(i => i.Reasons).Select(r => r.Text), Has.None.Contains("i1"));
        Assert.That(() => engine.Explain("no such"), Throws.TypeOf<KeyNotFoundException>());
        Assert.That(() => engine.Explain(with.Id!, "no such"), Throws.TypeOf<KeyNotFoundException>());
    }

    [Test]
    public async Task Erasing_a_user_leaves_nothing_in_state_log_or_file()
    {
        using var engine = new RecsysEngine(new() { Store = Db });
        await engine.IngestAsync([Shop.Do("visitor-4711", "a"), Shop.Merge("person-4712", "visitor-4711"), Shop.Do("person-4712", "b"), Shop.Do("other", "a")]);
        Assert.That(engine.Export("person-4712"), Has.Count.EqualTo(3));
        Assert.That(engine.Erase("person-4712"), Is.EqualTo(3));
        Assert.That(engine.Export("person-4712"), Is.Empty);
        using var state = engine.World.Open();
        Assert.That(state.FindUser("person-4712"), Is.Null);
        string bytes = string.Concat(Directory.GetFiles(_folder).Select(Read));
        Assert.That(bytes, Does.Not.Contain("4711").And.Not.Contain("4712").And.Contains("other"));

        static string Read(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(file, System.Text.Encoding.Latin1);
            return text.ReadToEnd();
        }
    }

    [Test]
    public async Task Packages_are_swapped_under_load_without_a_failed_request()
    {
        string[] packages = [Package("a.recsys", 500, 1), Package("b.recsys", 700, 1)];
        using var engine = new RecsysEngine(new() { Package = packages[0], LogRankings = false });
        using var stop = new CancellationTokenSource();
        var versions = new HashSet<string>();
        var underWay = new TaskCompletionSource();
        var load = Task.Run(() =>
        {
            int answered = 0;
            while (!stop.IsCancellationRequested)
            {
                versions.Add(engine.Recommend(For("u1")).Version);
                answered++;
                underWay.TrySetResult();
            }
            return answered;
        });
        await Task.WhenAny(underWay.Task, load);
        for (int n = 1; n <= 6; n++)
        {
            var info = engine.Load(RecsysEngine.DefaultModel, packages[n % 2]);
            Assert.That(engine.Recommend(For("u1")).Version, Is.EqualTo(info.Version));
        }
        stop.Cancel();
        Assert.That(await load, Is.GreaterThan(0));
        Assert.That(versions, Has.Count.LessThanOrEqualTo(2));
        var back = engine.Rollback(RecsysEngine.DefaultModel);
        Assert.That(back.Version, Is.Not.EqualTo(engine.Load(RecsysEngine.DefaultModel, packages[0]).Version));
    }

    [Test]
    public void A_damaged_package_leaves_the_last_good_one_in_place()
    {
        string good = Package("good.recsys", 400, 1), bad = Path.Combine(_folder, "bad.recsys");
        File.WriteAllBytes(bad, File.ReadAllBytes(good)[..^100]);
        using var engine = new RecsysEngine(new() { Package = good });
        string version = engine.Models[0].Version;
        Assert.That(() => engine.Load(RecsysEngine.DefaultModel, bad), Throws.TypeOf<ModelFormatException>());
        Assert.That(engine.Recommend(For("u1")).Version, Is.EqualTo(version));
    }

    [Test]
    public void Events_far_in_the_future_are_refused_and_none_is_taken()
    {
        using var engine = new RecsysEngine(new());
        long future = DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeMilliseconds();
        Assert.That(() => engine.IngestAsync([Shop.Do("u", "a"), Shop.Do("u", "b", at: future)]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("event 2"));
        Assert.That(engine.World.Sequence, Is.Zero);
    }

    [Test]
    public async Task A_service_keeps_to_its_own_budget_of_bytes_and_still_makes_lists_again()
    {
        using var engine = new RecsysEngine(new() { Package = Package("shop.recsys", 300, 1), Store = Db, StateMegabytes = 1, SnapshotEvery = 3000 });
        for (int n = 0; n < 10_000; n += 500)
            await engine.IngestAsync([.. Enumerable.Range(n, 500).Select(i => Shop.Do("v" + i, "i" + i % 60, at: Shop.Start + 40 * Shop.Day + i))]);
        Assert.That(engine.Memory.Budget, Is.EqualTo(1_000_000));
        Assert.That(engine.Memory.UserBytes + engine.Memory.ItemBytes, Is.LessThan(3_500_000), "ten thousand users would be eight megabytes; between looks up to 4,096 come");
        Assert.That(engine.World.UserCount, Is.LessThan(5000));
        string list = engine.Recommend(For("v9999")).Id!;
        Assert.That(engine.Explain(list).Same, Is.True);
    }

    [Test]
    public async Task Events_of_many_threads_are_all_counted_each_users_in_order()
    {
        using var engine = new RecsysEngine(new() { Store = Db });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(u => Task.Run(async () =>
        {
            for (int n = 0; n < 40; n++)
                await engine.IngestAsync(Shop.Do("u" + u, "i" + n, at: Shop.Start + n));
        })));
        using var state = engine.World.Open();
        for (int u = 0; u < 8; u++)
            Assert.That(state.FindUser("u" + u)!.History.Items.ToArray().Select(i => state.Item(i)!.Id), Is.EqualTo(Enumerable.Range(0, 40).Select(n => "i" + n)));
    }
}
