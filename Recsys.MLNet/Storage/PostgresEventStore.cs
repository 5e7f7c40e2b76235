using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>The log in a PostgreSQL database (13 or later): any number of processes write and read.</summary>
/// <remarks>
/// A batch is one statement: it moves the position, one row, and inserts its events below it. The row stays locked until the transaction
/// is decided, so batches commit in the order of their numbers, and a transaction that stays open holds later ones back
/// instead of being overtaken. Ids and actors are indexed by their SHA-256: any text of any length can be stored.
/// </remarks>
public sealed class PostgresEventStore : ISharedEventStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS recsys_facts(name text PRIMARY KEY, value text NOT NULL);
        CREATE TABLE IF NOT EXISTS recsys_snapshots(seq bigint PRIMARY KEY, state bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS recsys_events(seq bigint PRIMARY KEY, id bytea, actor bytea, json bytea, erased bytea[]);
        CREATE UNIQUE INDEX IF NOT EXISTS recsys_events_id ON recsys_events(id) WHERE id IS NOT NULL;
        CREATE INDEX IF NOT EXISTS recsys_events_actor ON recsys_events(actor, seq) WHERE actor IS NOT NULL;
        CREATE INDEX IF NOT EXISTS recsys_events_erased ON recsys_events(seq) WHERE erased IS NOT NULL;
        CREATE TABLE IF NOT EXISTS recsys_position(one boolean PRIMARY KEY CHECK (one), last bigint NOT NULL) WITH (fillfactor = 10);
        INSERT INTO recsys_position SELECT true, 0 ON CONFLICT DO NOTHING;
        """;

    private const string AppendBatch = """
        WITH at AS (UPDATE recsys_position SET last = last + cardinality($1) RETURNING last),
        put AS (INSERT INTO recsys_events(seq, id, actor, json)
            SELECT at.last - cardinality($1) + e.n, e.id, e.actor, e.json FROM at, unnest($1, $2, $3) WITH ORDINALITY AS e(json, id, actor, n)
            ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING RETURNING 1)
        SELECT at.last, (SELECT count(*) FROM put), pg_notify($4, '') FROM at
        """;

    private const string AppendNumbered = """
        INSERT INTO recsys_events(seq, json, id, actor) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING
        """;

    private const string ErasureLock = "SELECT pg_advisory_xact_lock(hashtext('recsys erasure'), 'recsys_events'::regclass::oid::int)";

    private const int ReadAtOnce = 4096;
    private readonly NpgsqlDataSource _connections;
    private readonly bool _readOnly;
    private readonly string _place;
    private readonly string _channel;
    private NpgsqlConnection? _listener;

    /// <summary>Opens the store, and creates its tables where they are missing.</summary>
    /// <param name="address"><c>postgres://user:password@host:port/database?search_path=…</c>, or a connection string of Npgsql.</param>
    /// <param name="readOnly">True to read a store that others write, and to create nothing.</param>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    /// <exception cref="InvalidDataException">The server refuses, or there is no store to read.</exception>
    public PostgresEventStore(string address, bool readOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        var settings = PostgresUri.Is(address) ? PostgresUri.Parse(address) : new NpgsqlConnectionStringBuilder(address);
        settings.ApplicationName ??= "recsys";
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = 20;
        _place = $"PostgreSQL at {settings.Host}:{settings.Port}";
        _readOnly = readOnly;
        _connections = NpgsqlDataSource.Create(settings);
        try
        {
            if (!readOnly)
                Prepare();
            Id = (string?)Scalar("SELECT value FROM recsys_facts WHERE name = 'id'") ?? throw new InvalidDataException($"{_place} holds no complete store.");
            _channel = "recsys_" + Id;
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
    public long Last => (long)Scalar("SELECT last FROM recsys_position")!;

    /// <inheritdoc/>
    public AppendedEvents Append(IReadOnlyList<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        byte[][] json = new byte[events.Count][];
        byte[]?[] ids = new byte[]?[events.Count], actors = new byte[]?[events.Count];
        for (int i = 0; i < json.Length; i++)
            (json[i], ids[i], actors[i]) = (EventJson.ToUtf8(events[i]), Key(events[i].Id), Key(events[i].Actor));
        long last, stored;
        using (var connection = Writer())
        {
            using var command = Command(new NpgsqlCommand(AppendBatch, connection), json, ids, actors, _channel);
            using var reader = command.ExecuteReader();
            reader.Read();
            (last, stored) = (reader.GetInt64(0), reader.GetInt64(1));
        }
        if (stored == events.Count)
            return new(last, null);
        var known = Enumerable.Range(0, events.Count).ToHashSet();
        foreach (var entry in Entries("SELECT seq, NULL::bytea, NULL::bytea[] FROM recsys_events WHERE seq > $1 AND seq <= $2", last - events.Count, last))
            known.Remove((int)(entry.Sequence - last + events.Count - 1));
        return new(last, known);
    }

    /// <inheritdoc/>
    /// <remarks>Numbers are the caller's; for copies of other stores. The position moves behind the last.</remarks>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            return;
        long[] numbers = [.. events.Select(e => e.Sequence)];
        byte[]?[] ids = [.. events.Select(e => Key(e.Event.Id))], actors = [.. events.Select(e => Key(e.Event.Actor))];
        byte[][] json = [.. events.Select(e => EventJson.ToUtf8(e.Event))];
        Write(transaction =>
        {
            Execute(transaction, "UPDATE recsys_position SET last = greatest(last, $1)", numbers.Max());
            return Execute(transaction, AppendNumbered, numbers, json, ids, actors);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<LogEntry> Follow(long after, int atMost) =>
        Entries("SELECT seq, json, erased FROM recsys_events WHERE seq > $1 ORDER BY seq LIMIT $2", after, atMost);

    /// <inheritdoc/>
    public IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue)
    {
        while (true)
        {
            var part = Entries("SELECT seq, json, erased FROM recsys_events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3", after, through, ReadAtOnce);
            foreach (var entry in part)
                if (entry.Event is { } e)
                    yield return new(entry.Sequence, e);
            if (part.Count < ReadAtOnce)
                yield break;
            after = part[^1].Sequence;
        }
    }

    /// <inheritdoc/>
    public StoredEvent? Find(string id) =>
        Entries("SELECT seq, json, erased FROM recsys_events WHERE id = $1", Key(id)!) is [var found, ..] ? new(found.Sequence, found.Event!) : null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredEvent> OfActor(string actor) =>
        [.. Entries("SELECT seq, json, erased FROM recsys_events WHERE actor = $1 ORDER BY seq", Key(actor)!).Select(e => new StoredEvent(e.Sequence, e.Event!))];

    /// <inheritdoc/>
    public async Task<long> LastOfAsync(IReadOnlyList<string> actors, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actors);
        byte[][] keys = [.. actors.Select(a => Key(a)!)];
        await using var command = Command(_connections.CreateCommand(
            "SELECT max((SELECT seq FROM recsys_events WHERE actor = a ORDER BY seq DESC LIMIT 1)) FROM unnest($1) a"), (object)keys);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as long? ?? 0;
    }

    /// <inheritdoc/>
    public async Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        try
        {
            if (_listener is null)
            {
                _listener = await _connections.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await using var listen = new NpgsqlCommand($"LISTEN \"{_channel}\"", _listener);
                await listen.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                return; // what came before the first LISTEN is news too
            }
            await _listener.WaitAsync(atMost, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException)
        {
            // Notifications only shorten the wait: without them the caller looks again after it.
            if (_listener is not null)
                await _listener.DisposeAsync().ConfigureAwait(false);
            _listener = null;
            await Task.Delay(atMost, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public byte[] KeyOf(string actor) => Key(actor)!;

    /// <inheritdoc/>
    /// <remarks>The erasure is an entry of the log itself, so that every process forgets the users at the same place of it.</remarks>
    public int Erase(IReadOnlyCollection<string> actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        byte[][] keys = [.. actors.Select(a => Key(a)!)];
        return Write(transaction =>
        {
            Execute(transaction, ErasureLock);
            Execute(transaction, "UPDATE recsys_position SET last = last + 1");
            Execute(transaction, "DELETE FROM recsys_snapshots");
            int deleted = Execute(transaction, "DELETE FROM recsys_events WHERE actor = ANY($1)", (object)keys);
            Execute(transaction, "INSERT INTO recsys_events(seq, erased) SELECT last, $1 FROM recsys_position", (object)keys);
            Execute(transaction, "SELECT pg_notify($1, '')", _channel);
            return deleted;
        });
    }

    /// <inheritdoc/>
    /// <remarks>A state from before an erasure is not kept: it may still hold who was erased.</remarks>
    public void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(state.Span);
        Write(transaction =>
        {
            Execute(transaction, ErasureLock); // an erasure comes before this or after it
            Execute(transaction, """
                INSERT INTO recsys_snapshots(seq, state) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM recsys_events WHERE erased IS NOT NULL AND seq > $1)
                ON CONFLICT (seq) DO UPDATE SET state = excluded.state
                """, sequence, packed.ToArray());
            return Execute(transaction, "DELETE FROM recsys_snapshots WHERE seq NOT IN (SELECT min(seq) FROM recsys_snapshots) AND seq NOT IN (SELECT seq FROM recsys_snapshots ORDER BY seq DESC LIMIT 3)");
        });
    }

    /// <inheritdoc/>
    public (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue)
    {
        using var command = Command(_connections.CreateCommand("SELECT seq, state FROM recsys_snapshots WHERE seq <= $1 ORDER BY seq DESC LIMIT 1"), atOrBefore);
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
        using (var newest = new NpgsqlCommand("SELECT max(seq) FROM recsys_snapshots", transaction.Connection, transaction))
            if (newest.ExecuteScalar() is not long last || last < through)
                return 0;
        Execute(transaction, "DELETE FROM recsys_snapshots WHERE seq < $1", through);
        Execute(transaction, "DELETE FROM recsys_events WHERE seq <= $1 AND erased IS NOT NULL", through);
        return Execute(transaction, "DELETE FROM recsys_events WHERE seq <= $1", through);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener?.Dispose();
        _connections.Dispose();
    }

    private void Prepare()
    {
        using var connection = Writer();
        using var transaction = connection.BeginTransaction();
        Execute(transaction, "SELECT pg_advisory_xact_lock(hashtext('recsys store'))"); // two that create tables at once would fail
        using (var exists = new NpgsqlCommand("SELECT to_regclass('recsys_position') IS NOT NULL AND to_regclass('recsys_facts') IS NOT NULL", connection, transaction))
            if (exists.ExecuteScalar() is false)
                Execute(transaction, Schema + $"INSERT INTO recsys_facts(name, value) VALUES('id', '{Guid.NewGuid():N}') ON CONFLICT DO NOTHING");
        transaction.Commit();
    }

    private NpgsqlConnection Writer()
    {
        if (_readOnly)
            throw new InvalidOperationException("The store was opened for reading only.");
        return _connections.OpenConnection();
    }

    private Exception? Explain(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => new InvalidDataException($"{_place} holds no store to read in this database and search_path.", failure),
        PostgresException refusal => new InvalidDataException($"{_place} refuses: {refusal.MessageText.TrimEnd('.')} ({refusal.SqlState}). Check user, password, database and rights.", failure),
        NpgsqlException { InnerException: null, IsTransient: false } refusal => new InvalidDataException($"{_place} cannot be used: {refusal.Message.TrimEnd('.')}. Check user, password and settings.", failure),
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException => new IOException($"{_place} cannot be reached ({(failure.InnerException ?? failure).Message.TrimEnd('.')}). Start the server, or check host and port.", failure),
        _ => null,
    };

    private int Write(Func<NpgsqlTransaction, int> work)
    {
        try
        {
            using var connection = Writer();
            using var transaction = connection.BeginTransaction();
            int done = work(transaction);
            transaction.Commit();
            return done;
        }
        catch (NpgsqlException failure)
        {
            throw new IOException($"{_place} did not take a write: {((failure as PostgresException)?.MessageText ?? failure.Message).TrimEnd('.')}. Once the server is in order, send it again.", failure);
        }
    }

    private static int Execute(NpgsqlTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(new NpgsqlCommand(sql, transaction.Connection, transaction), values);
        return command.ExecuteNonQuery();
    }

    private List<LogEntry> Entries(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(_connections.CreateCommand(sql), values);
        using var reader = command.ExecuteReader();
        var entries = new List<LogEntry>();
        while (reader.Read())
            entries.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : EventJson.Parse(reader.GetFieldValue<byte[]>(1)), reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[][]>(2)));
        return entries;
    }

    private object? Scalar(string sql)
    {
        using var command = _connections.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    private static byte[]? Key(string? text) => text is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static NpgsqlCommand Command(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (object value in values)
            command.Parameters.Add(value switch
            {
                byte[]?[] keys => new() { Value = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                _ => new NpgsqlParameter { Value = value },
            });
        return command;
    }
}
