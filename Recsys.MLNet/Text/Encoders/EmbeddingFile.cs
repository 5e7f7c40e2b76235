using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Vectors in a SQLite file. A vector of another length or a damaged row counts as not there.</summary>
internal sealed class EmbeddingFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly int _dimensions;
    private readonly long _capacity;

    public EmbeddingFile(string path, int dimensions, long capacity)
    {
        (_dimensions, _capacity) = (dimensions, capacity);
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE IF NOT EXISTS embedding(number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);");
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new InvalidDataException($"{path} cannot be used as an embedding cache: {e.Message}. Name another file, or delete it: it holds nothing that cannot be computed again.", e);
        }
    }

    public bool TryGet(EmbeddingKey key, Span<float> into)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT vector FROM embedding WHERE key = $key";
            command.Parameters.AddWithValue("$key", key.ToBytes());
            if (command.ExecuteScalar() is not byte[] bytes || bytes.Length != _dimensions * sizeof(float))
                return false;
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(into);
            return true;
        }
    }

    public void Set(IReadOnlyList<EmbeddingKey> keys, float[] vectors)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            using (var command = _connection.CreateCommand())
            {
                command.Transaction = transaction;
                command.CommandText = "INSERT INTO embedding(key, vector) VALUES($key, $vector) ON CONFLICT(key) DO UPDATE SET vector = excluded.vector";
                var key = command.Parameters.Add("$key", SqliteType.Blob);
                var vector = command.Parameters.Add("$vector", SqliteType.Blob);
                for (int i = 0; i < keys.Count; i++)
                {
                    key.Value = keys[i].ToBytes();
                    vector.Value = MemoryMarshal.AsBytes(vectors.AsSpan(i * _dimensions, _dimensions)).ToArray();
                    command.ExecuteNonQuery();
                }
            }
            using (var trim = _connection.CreateCommand())
            {
                trim.Transaction = transaction;
                trim.CommandText = "DELETE FROM embedding WHERE number <= (SELECT MAX(number) FROM embedding) - $capacity";
                trim.Parameters.AddWithValue("$capacity", _capacity);
                trim.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
