using Npgsql;
using Recsys.MLNet.Data;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

/// <summary>On a real server, named by RECSYS_POSTGRES; each test in a schema of its own.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PostgresEventStoreTests : EventStoreContract, IDisposable
{
    private readonly string _schema = $"recsys_{Guid.NewGuid():N}";
    private string? _connection;

    protected override IEventStore Open()
    {
        if (Environment.GetEnvironmentVariable("RECSYS_POSTGRES") is not { Length: > 0 } server)
        {
            const string missing = "set RECSYS_POSTGRES to the connection string of a PostgreSQL server";
            if (Environment.GetEnvironmentVariable("RECSYS_REQUIRE_SERVERS") == "1")
                Assert.Fail(missing);
            Assert.Ignore(missing);
        }
        else
        {
            _connection = new NpgsqlConnectionStringBuilder(server) { SearchPath = _schema, Pooling = false }.ConnectionString;
            Execute($"CREATE SCHEMA {_schema}");
        }
        return new PostgresEventStore(_connection!);
    }

    public void Dispose()
    {
        if (_connection is not null)
            Execute($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_connection);
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static StoredEvent Click(long sequence, string? id = null) => new(sequence, Shop.Do("u", "i" + sequence, at: Shop.Start + sequence, id: id));

    [Test]
    public void A_store_opened_again_is_the_same_store()
    {
        Store.Append([Click(5, "x")]);
        string id = Store.Id;
        Store.Dispose();
        using var again = new PostgresEventStore(_connection!);
        Assert.That((again.Id, again.Last), Is.EqualTo((id, 5L)));
        Assert.That(again.Find("x")!.Value.Event.Item, Is.EqualTo("i5"));
    }

    [Test]
    public void A_second_writer_is_refused_and_a_reader_is_not()
    {
        Assert.That(() => new PostgresEventStore(_connection!), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Another process writes"));
        using var reader = new PostgresEventStore(_connection!, readOnly: true);
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
    public void A_follower_loses_nothing_of_a_transaction_that_commits_late(CancellationToken deadline)
    {
        using var follower = new PostgresEventStore(_connection!, readOnly: true);
        Store.Append([Click(1), Click(2)]);
        var position = default(TailPosition);
        var seen = new List<long>();
        Follow(2);

        using var slow = Connect();
        Execute(slow, "BEGIN");
        using (var insert = new NpgsqlCommand("INSERT INTO recsys_events(seq, json) VALUES(3, $1)", slow))
        {
            insert.Parameters.Add(new() { Value = EventJson.ToUtf8(Click(3).Event) });
            insert.ExecuteNonQuery();
        }
        Store.Append([Click(4), Click(5)]);
        Assert.That(follower.Read().Select(e => e.Sequence), Is.EqualTo((long[])[1, 2, 4, 5]), "4 and 5 are committed and 3 is not");
        Assert.That(follower.Tail(ref position), Is.Empty, "4 and 5 wait for 3");
        Execute(slow, "COMMIT");
        Follow(5);
        Assert.That(seen, Is.EqualTo((long[])[1, 2, 3, 4, 5]));
        Assert.That(follower.Tail(ref position), Is.Empty, "nothing comes twice");

        // Transactions of other tests on the same server may hold events back for a moment.
        void Follow(int count)
        {
            while (seen.Count < count)
            {
                deadline.ThrowIfCancellationRequested();
                seen.AddRange(follower.Tail(ref position, atMost: 1).Select(e => e.Sequence));
            }
        }
    }

    [Test]
    public void A_lost_connection_is_not_replaced_as_the_lock_went_with_it()
    {
        Store.Append([Click(1)]);
        Execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = 'recsys_events'::regclass::oid::bigint");
        Assert.That(() => Store.Append([Click(2)]), Throws.TypeOf<IOException>().With.Message.Contains("restart this process"));
        Assert.That(() => Store.Append([Click(2)]), Throws.InvalidOperationException, "the connection stays closed");
        using var next = new PostgresEventStore(_connection!);
        Assert.That(next.Read().Select(e => e.Sequence), Is.EqualTo((long[])[1]));
    }

    [Test]
    public void A_wrong_user_or_a_missing_store_is_one_clear_line()
    {
        string user = new NpgsqlConnectionStringBuilder(_connection) { Username = "nobody_" + _schema, Password = "secret" }.ConnectionString;
        Assert.That(() => new PostgresEventStore(user), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Check user, password").And.Message.Not.Contains("secret"));
        string elsewhere = new NpgsqlConnectionStringBuilder(_connection) { SearchPath = "nowhere_" + _schema }.ConnectionString;
        Assert.That(() => new PostgresEventStore(elsewhere, readOnly: true), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no store to read"));
    }
}
