using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Recsys.MLNet.Data;
using SQLitePCL;

namespace Recsys.MLNet.Storage;

/// <summary>Appends events through statements that are prepared once, and writes each event's JSON into the same memory: nothing is allocated for an event.</summary>
/// <remarks>One thread at a time. Straight on SQLite's own functions: the provider's parameters and readers are objects for each event.</remarks>
internal sealed class SqliteInsert : IDisposable
{
    private const int ShortText = 256;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin, _insert, _commit, _rollback;
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly Utf8JsonWriter _writer;

    public SqliteInsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        _begin = Prepare("BEGIN IMMEDIATE");
        _insert = Prepare("INSERT OR IGNORE INTO events(seq, id, actor, json) VALUES(?1, ?2, ?3, ?4)");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _writer = new Utf8JsonWriter(_json, Json.WriterOptions);
    }

    /// <summary>Appends events in one transaction: all or none.</summary>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        Run(_begin);
        try
        {
            for (int i = 0; i < events.Count; i++)
            {
                var (sequence, e) = events[i];
                Check(raw.sqlite3_bind_int64(_insert, 1, sequence));
                Bind(2, e.Id);
                Bind(3, e.Actor);
                _json.ResetWrittenCount();
                _writer.Reset();
                EventJson.Write(_writer, e);
                _writer.Flush();
                Check(raw.sqlite3_bind_blob(_insert, 4, _json.WrittenSpan));
                Run(_insert);
            }
            Run(_commit);
        }
        catch
        {
            if (raw.sqlite3_get_autocommit(_database) == 0) // some failures have ended the transaction already
                _ = raw.sqlite3_step(_rollback);
            _ = raw.sqlite3_reset(_rollback);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[_begin, _insert, _commit, _rollback])
            statement.Dispose();
        _writer.Dispose();
    }

    private void Bind(int place, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(_insert, place));
            return;
        }
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > ShortText ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[ShortText];
        Check(raw.sqlite3_bind_text(_insert, place, utf8[..Encoding.UTF8.GetBytes(text, utf8)])); // copied by SQLite
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private void Run(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        int end = raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(end != raw.SQLITE_OK ? end : code, _database);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _database);
    }
}
