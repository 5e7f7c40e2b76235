using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>The log in a PostgreSQL database (13 or later): one process writes, in one transaction per batch; any number of processes read.</summary>
/// <remarks>
/// The writer holds a session lock on the store, so that a second one is refused and a restarted one waits until the transactions of the
/// one before are decided. Ids and actors are indexed by their SHA-256: any text of any length can be stored.
/// </remarks>
public sealed class PostgresEventStore : IEventStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS recsys_facts(name text PRIMARY KEY, value text NOT NULL);
        CREATE TABLE IF NOT EXISTS recsys_snapshots(seq bigint PRIMARY KEY, state bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS recsys_events(seq bigint PRIMARY KEY, tx xid8 NOT NULL DEFAULT pg_current_xact_id(), id bytea, actor bytea, json bytea NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS recsys_events_id ON recsys_events(id) WHERE id IS NOT NULL;
        CREATE INDEX IF NOT EXISTS recsys_events_actor ON recsys_events(actor) WHERE actor IS NOT NULL;
        CREATE INDEX IF NOT EXISTS recsys_events_tx ON recsys_events(tx, seq);
        """;

    private const string AppendBatch = """
        INSERT INTO recsys_events(seq, id, actor, json) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING
        """;

    // Everything below the oldest transaction still open is decided for good; an event above it could be overtaken by one of a
    // transaction that commits later, so it waits.
    private const string TailPart = """
        SELECT seq, json, tx FROM recsys_events
        WHERE (tx, seq) > ($1, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY tx, seq LIMIT $3
        """;

    private const int ReadAtOnce = 4096;
    private readonly Lock _writing = new();
    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlConnection? _writer;
    private readonly string _place;
    private long _last;

    /// <summary>Opens the store, and creates its tables where they are missing.</summary>
    /// <param name="address"><c>postgres://user:password@host:port/database?search_path=…</c>, or a connection string of Npgsql.</param>
    /// <param name="readOnly">True to read or follow a store that another process writes.</param>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    /// <exception cref="InvalidDataException">The server refuses, there is no store to read, or another process writes to it.</exception>
    public PostgresEventStore(string address, bool readOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        var settings = PostgresUri.Is(address) ? PostgresUri.Parse(address) : new NpgsqlConnectionStringBuilder(address);
        settings.ApplicationName ??= "recsys";
        _place = $"PostgreSQL at {settings.Host}:{settings.Port}";
        _readers = NpgsqlDataSource.Create(settings);
        try
        {
            if (!readOnly)
            {
                // Not pooled: the lock must end with the connection, and a lost connection must not come back without it.
                _writer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = settings.KeepAlive > 0 ? settings.KeepAlive : 30 }.ConnectionString);
                _writer.Open();
                Prepare(_writer);
            }
            Id = (string?)Scalar("SELECT value FROM recsys_facts WHERE name = 'id'") ?? throw new InvalidDataException($"{_place} holds no complete store.");
            _last = StoredLast();
        }
        catch (Exception failure)
        {
            Dispose();
            if (Explain(failure) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public long Last => _writer is null ? StoredLast() : Volatile.Read(ref _last);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            return;
        long[] numbers = [.. events.Select(e => e.Sequence)];
        byte[]?[] ids = [.. events.Select(e => Key(e.Event.Id))], actors = [.. events.Select(e => Key(e.Event.Actor))];
        byte[][] json = [.. events.Select(e => EventJson.ToUtf8(e.Event))];
        lock (_writing)
        {
            try
            {
                // One statement is one transaction: all or none.
                Execute(null, AppendBatch, numbers, ids, actors, json);
            }
            catch (NpgsqlException failure)
            {
                throw NotWritten(failure);
            }
            Volatile.Write(ref _last, Math.Max(_last, numbers.Max()));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue)
    {
        while (true)
        {
            var part = Query("SELECT seq, json FROM recsys_events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3", after, through, ReadAtOnce);
            foreach (var stored in part)
                yield return stored;
            if (part.Count < ReadAtOnce)
                yield break;
            after = part[^1].Sequence;
        }
    }

    /// <summary>Events after a position, for followers in other processes: every event is returned once, however late its transaction commits.</summary>
    /// <param name="position">Where to go on; moved behind the last event returned.</param>
    /// <param name="atMost">Events to return at most.</param>
    /// <returns>The events, in the order of their transactions; for what one process wrote that is the order of the log.</returns>
    /// <remarks>Any transaction that writes on the server holds later events back while it is open.</remarks>
    public IReadOnlyList<StoredEvent> Tail(ref TailPosition position, int atMost = ReadAtOnce)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        using var command = Command(_readers.CreateCommand(TailPart), position.Transaction, position.Sequence, atMost);
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
        {
            events.Add(new(reader.GetInt64(0), EventJson.Parse(reader.GetFieldValue<byte[]>(1))));
            position = new(reader.GetFieldValue<ulong>(2), events[^1].Sequence);
        }
        return events;
    }

    /// <inheritdoc/>
    public StoredEvent? Find(string id) => Query("SELECT seq, json FROM recsys_events WHERE id = $1", Key(id)!) is [var found, ..] ? found : null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredEvent> OfActor(string actor) => Query("SELECT seq, json FROM recsys_events WHERE actor = $1 ORDER BY seq", Key(actor)!);

    /// <inheritdoc/>
    public int Erase(IReadOnlyCollection<string> actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        return Write(transaction =>
        {
            Execute(transaction, "DELETE FROM recsys_snapshots");
            return Execute(transaction, "DELETE FROM recsys_events WHERE actor = ANY($1)", (object)actors.Select(a => Key(a)!).ToArray());
        });
    }

    /// <inheritdoc/>
    public void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(state.Span);
        Write(transaction =>
        {
            Execute(transaction, "INSERT INTO recsys_snapshots(seq, state) VALUES($1, $2) ON CONFLICT (seq) DO UPDATE SET state = excluded.state", sequence, packed.ToArray());
            return Execute(transaction, "DELETE FROM recsys_snapshots WHERE seq NOT IN (SELECT min(seq) FROM recsys_snapshots) AND seq NOT IN (SELECT seq FROM recsys_snapshots ORDER BY seq DESC LIMIT 3)");
        });
    }

    /// <inheritdoc/>
    public (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue)
    {
        using var command = Command(_readers.CreateCommand("SELECT seq, state FROM recsys_snapshots WHERE seq <= $1 ORDER BY seq DESC LIMIT 1"), atOrBefore);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        using var brotli = new BrotliStream(new MemoryStream(reader.GetFieldValue<byte[]>(1)), CompressionMode.Decompress);
        using var state = new MemoryStream();
        brotli.CopyTo(state);
        return (reader.GetInt64(0), state.ToArray());
    }

    /// <inheritdoc/>
    public int Compact(long through) => Write(transaction =>
    {
        if (Scalar("SELECT max(seq) FROM recsys_snapshots") is not long newest || newest < through)
            return 0;
        Execute(transaction, "DELETE FROM recsys_snapshots WHERE seq < $1", through);
        return Execute(transaction, "DELETE FROM recsys_events WHERE seq <= $1", through);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
            _writer?.Dispose();
        _readers.Dispose();
    }

    private static void Prepare(NpgsqlConnection writer)
    {
        Run("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        using (var transaction = writer.BeginTransaction())
        {
            Run("SELECT pg_advisory_xact_lock(hashtext('recsys store'))"); // two that create tables at once would fail
            using (var exists = new NpgsqlCommand("SELECT to_regclass('recsys_events') IS NOT NULL AND to_regclass('recsys_facts') IS NOT NULL", writer))
                if (exists.ExecuteScalar() is false)
                    Run(Schema + $"INSERT INTO recsys_facts(name, value) VALUES('id', '{Guid.NewGuid():N}') ON CONFLICT DO NOTHING");
            transaction.Commit();
        }
        // The one before may still be ending its last transaction.
        Run("SET lock_timeout = '3s'");
        Run("SELECT pg_advisory_lock(hashtext('recsys writer'), 'recsys_events'::regclass::oid::int)");
        Run("SET lock_timeout = 0");

        void Run(string sql)
        {
            using var command = new NpgsqlCommand(sql, writer);
            command.ExecuteNonQuery();
        }
    }

    private Exception? Explain(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new InvalidDataException($"Another process writes to the store on {_place}. Stop it, or give this one a database or search_path of its own.", failure),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => new InvalidDataException($"{_place} holds no store to read in this database and search_path.", failure),
        PostgresException refusal => new InvalidDataException($"{_place} refuses: {refusal.MessageText.TrimEnd('.')} ({refusal.SqlState}). Check user, password, database and rights.", failure),
        NpgsqlException { InnerException: null, IsTransient: false } refusal => new InvalidDataException($"{_place} cannot be used: {refusal.Message.TrimEnd('.')}. Check user, password and settings.", failure),
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException => new IOException($"{_place} cannot be reached ({(failure.InnerException ?? failure).Message.TrimEnd('.')}). Start the server, or check host and port.", failure),
        _ => null,
    };

    private int Write(Func<NpgsqlTransaction, int> work)
    {
        lock (_writing)
        {
            try
            {
                using var transaction = Writer.BeginTransaction();
                int done = work(transaction);
                transaction.Commit();
                return done;
            }
            catch (NpgsqlException failure)
            {
                throw NotWritten(failure);
            }
        }
    }

    private IOException NotWritten(NpgsqlException failure) =>
        new($"{_place} did not take a write: {((failure as PostgresException)?.MessageText ?? failure.Message).TrimEnd('.')}. Once the server is in order, restart this process.", failure);

    private NpgsqlConnection Writer => _writer ?? throw new InvalidOperationException("The store was opened for reading only.");

    private int Execute(NpgsqlTransaction? transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(new NpgsqlCommand(sql, Writer, transaction), values);
        return command.ExecuteNonQuery();
    }

    private List<StoredEvent> Query(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(_readers.CreateCommand(sql), values);
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
            events.Add(new(reader.GetInt64(0), EventJson.Parse(reader.GetFieldValue<byte[]>(1))));
        return events;
    }

    private object? Scalar(string sql)
    {
        using var command = _readers.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    private long StoredLast() => (long)Scalar("SELECT greatest((SELECT max(seq) FROM recsys_events), (SELECT max(seq) FROM recsys_snapshots), 0::bigint)")!;

    private static byte[]? Key(string? text) => text is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static NpgsqlCommand Command(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (object value in values)
            command.Parameters.Add(value switch
            {
                ulong transaction => new() { Value = transaction, NpgsqlDbType = NpgsqlDbType.Xid8 },
                byte[]?[] keys => new() { Value = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                _ => new NpgsqlParameter { Value = value },
            });
        return command;
    }
}
