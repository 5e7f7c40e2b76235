using Npgsql;

namespace Recsys.MLNet.Storage;

/// <summary>Reads <c>postgres://user:password@host:port/database?name=value</c>, the form other tools use, into connection settings.</summary>
internal static class PostgresUri
{
    public const string Form = "postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of user and password percent-encoded; or leave the password out and set PGPASSWORD";

    public static bool Is(string name) => name.StartsWith("postgres://", StringComparison.Ordinal) || name.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Whether PostgreSQL is meant in a form that is not read here. Taken for a path, it would make a password the name of a file.</summary>
    public static bool IsMeant(string name) => !Is(name) && (name.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase)
        || (name.Contains("Host=", StringComparison.OrdinalIgnoreCase) && name.Contains(';', StringComparison.Ordinal)));

    /// <summary>The settings of an address. No message repeats the address, as it may hold a password.</summary>
    /// <exception cref="ArgumentException">It is no such address, or names a setting that does not exist.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !Is(address))
            throw new ArgumentException($"The address of the PostgreSQL store cannot be read; write {Form}.");
        if (uri.Fragment.Length > 0 || uri.Segments.Length > 2)
            throw new ArgumentException($"The address of the PostgreSQL store has more than a database after the host; write {Form}.");
        var settings = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost.Length > 0 ? uri.IdnHost : "localhost" };
        if (uri.Port > 0)
            settings.Port = uri.Port;
        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            settings.Database = Uri.UnescapeDataString(database);
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(settings, pair.Split('=', 2));
        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string[] pair)
    {
        string name = Uri.UnescapeDataString(pair[0]);
        // Names as in PostgreSQL's own addresses (sslmode, application_name, connect_timeout) or as in Npgsql.
        string keyword = name == "connect_timeout" ? "Timeout" : name.Replace('_', ' ');
        try
        {
            string value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            settings[keyword] = keyword.Replace(" ", "", StringComparison.Ordinal).Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new ArgumentException($"The address of the PostgreSQL store sets '{name}', which is unknown or has a value that cannot be read. Use settings of Npgsql, such as sslmode=require or search_path=shop.", failure);
        }
    }
}
