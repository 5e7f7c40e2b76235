using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>The log in one SQLite file: write-ahead log, one transaction per batch, synced to disk before it counts as stored.</summary>
public sealed class SqliteEventStore : IEventStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS events(seq INTEGER PRIMARY KEY, id TEXT, actor TEXT, json BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS events_id ON events(id) WHERE id IS NOT NULL;
        CREATE INDEX IF NOT EXISTS events_actor ON events(actor) WHERE actor IS NOT NULL;
        CREATE TABLE IF NOT EXISTS snapshots(seq INTEGER PRIMARY KEY, state BLOB NOT NULL);
        """;

    private const int ReadAtOnce = 4096;
    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly SqliteInsert? _insert;
    private readonly SqliteCheckpoints? _checkpoints;
    private readonly string _connection;
    private long _last;

    /// <summary>Opens the store; one to write to is created where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">True to read a store that another process may be writing.</param>
    /// <exception cref="InvalidDataException">The file is no store, or cannot be opened.</exception>
    public SqliteEventStore(string path, bool readOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (readOnly && !File.Exists(path))
            throw new InvalidDataException($"There is no store {path} to read; a service makes one with 'recsys serve --store {path}'.");
        _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate }.ToString();
        try
        {
            _writer = Connect();
            if (!readOnly)
            {
                // Checkpoints have a thread of their own (the limit is for when it fails); indexes stay in memory.
                Execute(_writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=65536; PRAGMA cache_size=-65536; PRAGMA busy_timeout=30000;");
                Execute(_writer, Schema);
            }
            Id = Fact("id") ?? (readOnly ? throw new InvalidDataException($"{path} holds no complete store.") : NewId());
            _last = Convert.ToInt64(Scalar(_writer, "SELECT max(coalesce((SELECT max(seq) FROM events), 0), coalesce((SELECT max(seq) FROM snapshots), 0))"), null);
        }
        catch (SqliteException failure)
        {
            _writer?.Dispose();
            throw new InvalidDataException($"{path} cannot be opened as a store ({failure.Message.TrimEnd('.')}). Name a SQLite file of Recsys.MLNet or a new file in a folder that can be written.", failure);
        }
        if (readOnly)
            return;
        _insert = new SqliteInsert(_writer);
        _checkpoints = new SqliteCheckpoints(Connect());
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public long Last => Volatile.Read(ref _last);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        lock (_writing)
        {
            if (_insert is null)
                throw new InvalidOperationException("The store was opened to be read only; open it to be written.");
            _insert.Append(events);
            _checkpoints!.Committed(events.Count);
            long last = _last;
            for (int i = 0; i < events.Count; i++)
                last = Math.Max(last, events[i].Sequence);
            Volatile.Write(ref _last, last);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue)
    {
        // In parts, so that no read transaction stays open while a caller takes its time.
        while (true)
        {
            var part = Query("SELECT seq, json FROM events WHERE seq > $a AND seq <= $b ORDER BY seq LIMIT $c", after, through, ReadAtOnce);
            foreach (var stored in part)
                yield return stored;
            if (part.Count < ReadAtOnce)
                yield break;
            after = part[^1].Sequence;
        }
    }

    /// <inheritdoc/>
    public StoredEvent? Find(string id) => Query("SELECT seq, json FROM events WHERE id = $a", id) is [var found, ..] ? found : null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredEvent> OfActor(string actor) => Query("SELECT seq, json FROM events WHERE actor = $a ORDER BY seq", actor);

    /// <inheritdoc/>
    public int Erase(IReadOnlyCollection<string> actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        lock (_writing)
        {
            // What is deleted must not be readable in the file's free pages either.
            Execute(_writer, "PRAGMA secure_delete=ON;");
            using var transaction = _writer.BeginTransaction();
            int erased = 0;
            foreach (string actor in actors)
                erased += Execute(_writer, "DELETE FROM events WHERE actor = $a", actor);
            Execute(_writer, "DELETE FROM snapshots");
            transaction.Commit();
            Execute(_writer, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA secure_delete=OFF;");
            return erased;
        }
    }

    /// <inheritdoc/>
    public void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(state.Span);
        lock (_writing)
        {
            using var transaction = _writer.BeginTransaction();
            Execute(_writer, "INSERT OR REPLACE INTO snapshots(seq, state) VALUES($a, $b)", sequence, packed.ToArray());
            Execute(_writer, "DELETE FROM snapshots WHERE seq NOT IN (SELECT min(seq) FROM snapshots) AND seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT 3)");
            transaction.Commit();
        }
    }

    /// <inheritdoc/>
    public (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue)
    {
        using var connection = Connect();
        using var command = Command(connection, "SELECT seq, state FROM snapshots WHERE seq <= $a ORDER BY seq DESC LIMIT 1", atOrBefore);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        using var brotli = new BrotliStream(reader.GetStream(1), CompressionMode.Decompress);
        using var state = new MemoryStream();
        brotli.CopyTo(state);
        return (reader.GetInt64(0), state.ToArray());
    }

    /// <inheritdoc/>
    public int Compact(long through)
    {
        lock (_writing)
        {
            if (Scalar(_writer, "SELECT max(seq) FROM snapshots") is not long newest || newest < through)
                return 0;
            using var transaction = _writer.BeginTransaction();
            Execute(_writer, "DELETE FROM snapshots WHERE seq < $a", through);
            int deleted = Execute(_writer, "DELETE FROM events WHERE seq <= $a", through);
            transaction.Commit();
            return deleted;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints?.Dispose();
        lock (_writing)
        {
            _insert?.Dispose();
            _writer.Dispose();
        }
        SqliteConnection.ClearPool(new SqliteConnection(_connection));
    }

    private List<StoredEvent> Query(string sql, params ReadOnlySpan<object> values)
    {
        using var connection = Connect();
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
            events.Add(new(reader.GetInt64(0), EventJson.Parse(reader.GetFieldValue<byte[]>(1))));
        return events;
    }

    private string? Fact(string name) => Scalar(_writer, "SELECT value FROM facts WHERE name = $a", name) as string;

    private string NewId()
    {
        string id = Guid.NewGuid().ToString("N");
        Execute(_writer, "INSERT INTO facts(name, value) VALUES('id', $a)", id);
        return id;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

    private static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        return command;
    }
}
