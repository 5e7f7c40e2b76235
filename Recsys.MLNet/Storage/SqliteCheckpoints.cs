using Microsoft.Data.Sqlite;

namespace Recsys.MLNet.Storage;

/// <summary>Carries the write-ahead log over into the file on a thread of its own: where a commit does it, every event that waits for that commit waits for all the pages.</summary>
/// <remarks>Most of the pages go over beside the writer; only what came meanwhile is carried over while it waits, so that the log can begin anew.</remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    private const int Events = 8192;
    private const int Transaction = 8; // pages that a commit writes whatever is in it, in events
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private int _since;
    private volatile bool _closed, _busy;

    /// <param name="connection">A connection of its own, which is disposed in the end.</param>
    public SqliteCheckpoints(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { IsBackground = true, Name = "recsys-checkpoint" };
        _thread.Start();
    }

    /// <summary>The writer has committed so many events; one thread at a time.</summary>
    public void Committed(int events)
    {
        _since += events + Transaction;
        if (_since < Events || _busy)
            return;
        (_since, _busy) = (0, true);
        _due.Release();
    }

    public void Dispose()
    {
        _closed = true;
        _due.Release();
        _thread.Join();
        _due.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _due.Wait();
            if (_closed)
                return;
            try
            {
                foreach (string how in (string[])["PASSIVE", "RESTART"])
                {
                    using var command = _connection.CreateCommand();
                    command.CommandText = $"PRAGMA wal_checkpoint({how})";
                    command.ExecuteNonQuery();
                }
            }
            catch (SqliteException)
            {
                // The log only grows meanwhile; the next time will do, and a failing disk shows itself in a commit.
            }
            _busy = false;
        }
    }
}
