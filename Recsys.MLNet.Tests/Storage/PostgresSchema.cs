using Npgsql;

namespace Recsys.MLNet.Tests.Storage;

/// <summary>A schema of its own on the PostgreSQL that RECSYS_POSTGRES names; dropped at the end.</summary>
internal sealed class PostgresSchema : IDisposable
{
    private readonly NpgsqlConnectionStringBuilder _server = new(RequiredServer.Named("RECSYS_POSTGRES", "the connection string of a PostgreSQL server"));

    /// <summary>Its name.</summary>
    public string Name { get; } = $"recsys_{Guid.NewGuid():N}";

    public PostgresSchema() => Execute(_server.ConnectionString, $"CREATE SCHEMA {Name}");

    /// <summary>Connection string, with the schema's name as that of the application.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { SearchPath = Name, ApplicationName = Name }.ConnectionString;

    /// <summary>The same as an address.</summary>
    public string Address => $"postgres://{_server.Username}@{_server.Host}:{_server.Port}/{_server.Database}?search_path={Name}";

    public NpgsqlConnection Connect() => Connect(Connection);

    public void Execute(string sql) => Execute(Connection, sql);

    public void Dispose() => Execute(_server.ConnectionString, $"DROP SCHEMA IF EXISTS {Name} CASCADE");

    private static NpgsqlConnection Connect(string to)
    {
        var connection = new NpgsqlConnection(to);
        connection.Open();
        return connection;
    }

    private static void Execute(string to, string sql)
    {
        using var connection = Connect(to);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
