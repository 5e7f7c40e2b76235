using Npgsql;
using Recsys.MLNet.Data;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

/// <summary>On a real server, named by RECSYS_POSTGRES; each test in a schema of its own.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PostgresEventStoreTests : EventStoreContract, IDisposable
{
    private PostgresSchema? _schema;

    private PostgresSchema Schema => _schema!;

    protected override IEventStore Open()
    {
        _schema = new();
        return new PostgresEventStore(_schema.Connection);
    }

    public void Dispose() => _schema?.Dispose();

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static StoredEvent Click(long sequence, string? id = null) => new(sequence, Shop.Do("u", "i" + sequence, at: Shop.Start + sequence, id: id));

    private static Event Made(string id, string user = "u") => Shop.Do(user, "i", id: id);

    [Test]
    public void A_store_opened_again_is_the_same_store()
    {
        Store.Append([Click(5, "x")]);
        string id = Store.Id;
        Store.Dispose();
        using var again = new PostgresEventStore(Schema.Connection);
        Assert.That((again.Id, again.Last), Is.EqualTo((id, 5L)));
        Assert.That(again.Find("x")!.Value.Event.Item, Is.EqualTo("i5"));
    }

    [Test]
    public void A_reader_sees_what_is_written_and_cannot_write()
    {
        using var reader = new PostgresEventStore(Schema.Connection, readOnly: true);
        Store.Append([Click(1)]);
        Assert.That((reader.Id, reader.Last), Is.EqualTo((Store.Id, 1L)));
        Assert.That(() => reader.Append([Click(2)]), Throws.InvalidOperationException);
    }

    [Test]
    public void A_batch_with_a_number_that_is_taken_is_stored_not_at_all()
    {
        Store.Append([Click(2)]);
        Assert.That(() => Store.Append([Click(1), Click(2)]), Throws.TypeOf<IOException>().With.Message.Contains("did not take a write"));
        Assert.That(Store.Read().Select(e => e.Sequence), Is.EqualTo((long[])[2]));
        Assert.That(Store.Last, Is.EqualTo(2));
    }

    [Test]
    public void Ids_of_any_characters_and_length_are_stored()
    {
        string[] ids = ["nul\0", "ünï 🙂", new('x', 20_000), new('x', 20_001), "'; DROP TABLE recsys_events; --"];
        Store.Append([.. ids.Select((id, i) => Click(i + 1, id))]);
        Assert.That(ids.Select(id => Store.Find(id)?.Sequence), Is.EqualTo((long?[])[1, 2, 3, 4, 5]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_transaction_that_stays_open_holds_later_events_back_and_is_never_overtaken(CancellationToken deadline)
    {
        var store = (ISharedEventStore)Store;
        Assert.That(store.Append([Made("a"), Made("b")]).Last, Is.EqualTo(2));
        using var slow = Schema.Connect();
        Execute(slow, "BEGIN");
        Execute(slow, "UPDATE recsys_position SET last = last + 1");
        Execute(slow, "INSERT INTO recsys_events(seq, json) SELECT 3, json FROM recsys_events WHERE seq = 1");
        using var other = new PostgresEventStore(Schema.Connection);
        var later = Task.Run(() => other.Append([Made("c")]), deadline);
        await Task.Delay(300, deadline);
        Assert.That(later.IsCompleted, Is.False, "4 waits until 3 is decided");
        Assert.That(store.Follow(2, 10), Is.Empty);
        Execute(slow, "COMMIT");
        Assert.That((await later).Last, Is.EqualTo(4));
        Assert.That(store.Follow(2, 10).Select(e => e.Sequence), Is.EqualTo((long[])[3, 4]));
    }

    [Test]
    public void Many_writers_at_once_make_one_log_without_gaps_and_say_which_ids_were_known()
    {
        var store = (ISharedEventStore)Store;
        using var other = new PostgresEventStore(Schema.Connection);
        Parallel.For(0, 40, n => ((ISharedEventStore)(n % 2 == 0 ? store : other)).Append([Made("x" + n), Made("y" + n)]));
        Assert.That(store.Follow(0, 1000).Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, 80).Select(n => (long)n)));
        var again = store.Append([Made("new"), Made("x7"), Made("y7"), Made("newer"), Made("new")]);
        Assert.That((again.Last, again.Known), Is.EqualTo((85L, (HashSet<int>)[1, 2, 4])));
        Assert.That(other.Read(after: 80).Select(e => (e.Sequence, e.Event.Id)), Is.EqualTo(((long, string?)[])[(81, "new"), (84, "newer")]));
    }

    [Test]
    public async Task The_last_event_of_a_user_is_found_by_any_of_their_names()
    {
        var store = (ISharedEventStore)Store;
        store.Append([Made("a", "u"), Made("b", "s"), Made("c", "v")]);
        Assert.That(await store.LastOfAsync(["u"], default), Is.EqualTo(1));
        Assert.That(await store.LastOfAsync(["u", "s"], default), Is.EqualTo(2));
        Assert.That(await store.LastOfAsync(["nobody"], default), Is.Zero);
    }

    [Test]
    public void An_erasure_has_its_place_in_the_log_and_no_state_from_before_it_is_kept()
    {
        var store = (ISharedEventStore)Store;
        store.Append([Made("a", "u"), Made("b", "v")]);
        Assert.That(store.Erase(["u"]), Is.EqualTo(1));
        var entries = store.Follow(0, 10);
        Assert.That(entries.Select(e => e.Sequence), Is.EqualTo((long[])[2, 3]));
        Assert.That(entries[1].Erased!.Single(), Is.EqualTo(store.KeyOf("u")));
        Assert.That(store.Read().Select(e => e.Sequence), Is.EqualTo((long[])[2]), "an erasure is no event");
        store.SaveSnapshot(2, new byte[] { 1 });
        Assert.That(store.FindSnapshot(), Is.Null, "another process's state of before the erasure may hold the user");
        store.SaveSnapshot(3, new byte[] { 2 });
        Assert.That(store.FindSnapshot()!.Value.Sequence, Is.EqualTo(3));
    }

    [Test]
    public void After_a_lost_connection_the_next_write_goes_through()
    {
        ((ISharedEventStore)Store).Append([Made("a")]);
        Schema.Execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = '" + Schema.Name + "'");
        for (int attempt = 0; attempt < 3; attempt++)
            try
            {
                ((ISharedEventStore)Store).Append([Made("b")]);
                break;
            }
            catch (NpgsqlException)
            {
                // a connection that was open before; it is not used again
            }
        Assert.That(Store.Read().Select(e => e.Event.Id), Is.EqualTo((string[])["a", "b"]));
    }

    [Test]
    public void A_wrong_user_or_a_missing_store_is_one_clear_line()
    {
        string user = new NpgsqlConnectionStringBuilder(Schema.Connection) { Username = "nobody_" + Schema.Name, Password = "secret" }.ConnectionString;
        Assert.That(() => new PostgresEventStore(user), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Check user, password").And.Message.Not.Contains("secret"));
        string elsewhere = new NpgsqlConnectionStringBuilder(Schema.Connection) { SearchPath = "nowhere_" + Schema.Name }.ConnectionString;
        Assert.That(() => new PostgresEventStore(elsewhere, readOnly: true), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no store to read"));
    }
}
