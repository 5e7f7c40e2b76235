using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SqliteEventStoreTests : EventStoreContract, IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"recsys-{Guid.NewGuid():N}.db");

    protected override IEventStore Open() => new SqliteEventStore(_path);

    public void Dispose()
    {
        foreach (string file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*"))
            File.Delete(file);
    }

    [Test]
    public void A_store_opened_again_is_the_same_store()
    {
        Store.Append([new(5, Shop.Do("u", "a", id: "x"))]);
        using var again = new SqliteEventStore(_path);
        Assert.That((again.Id, again.Last), Is.EqualTo((Store.Id, 5L)));
        Assert.That(again.Find("x")!.Value.Event.Item, Is.EqualTo("a"));
    }

    [Test]
    public void A_file_that_is_no_store_is_refused()
    {
        string path = _path + ".txt";
        File.WriteAllText(path, new string('x', 5000));
        Assert.That(() => new SqliteEventStore(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("cannot be opened as a store"));
    }

    [Test, CancelAfter(30_000)]
    public void The_write_ahead_log_is_carried_over_beside_the_writer(CancellationToken deadline)
    {
        // Far less than the limit at which a commit would do it itself.
        for (int from = 1; from <= 9000; from += 500)
            Store.Append([.. Enumerable.Range(from, 500).Select(n => new StoredEvent(n, Shop.Do("u" + n % 50, "i" + n, id: "e" + n)))]);
        while (new FileInfo(_path).Length < 1_000_000)
        {
            deadline.ThrowIfCancellationRequested();
            Thread.Sleep(5);
        }
        Store.Append([new(9001, Shop.Do("u", "last"))]);
        Assert.That(Store.Read().Count(), Is.EqualTo(9001));
        Assert.That(Store.Find("e4321")!.Value.Event.Item, Is.EqualTo("i4321"));
    }

    [Test]
    public void A_kind_of_store_that_does_not_exist_is_refused_without_its_password()
    {
        Assert.That(() => EventStores.Open("mysql://root:secret@host/db"), Throws.ArgumentException.With.Message.Contains("mysql://").And.Message.Not.Contains("secret"));
    }
}
