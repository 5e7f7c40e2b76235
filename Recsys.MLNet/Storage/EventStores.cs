namespace Recsys.MLNet.Storage;

/// <summary>Opens stores by the names that options and the command line use.</summary>
public static class EventStores
{
    /// <summary>Opens a store.</summary>
    /// <param name="name">Empty or <c>memory</c>; a path or <c>sqlite:PATH</c>; <c>postgres://user:password@host:port/database</c>.</param>
    /// <exception cref="ArgumentException">A kind of store that this build does not have, or PostgreSQL in another form.</exception>
    public static IEventStore Open(string? name)
    {
        if (string.IsNullOrEmpty(name) || name == "memory")
            return new MemoryEventStore();
        if (PostgresUri.Is(name))
            return new PostgresEventStore(name);
        if (name.Contains("://", StringComparison.Ordinal))
            throw new ArgumentException($"The store '{name.Split("://")[0]}://…' is of a kind that this build does not have; name a path, sqlite:PATH, postgres://… or memory.");
        if (PostgresUri.IsMeant(name))
            throw new ArgumentException($"The store looks like settings of PostgreSQL, but is not in the form that is read here; write {PostgresUri.Form}.");
        return new SqliteEventStore(name.StartsWith("sqlite:", StringComparison.Ordinal) ? name[7..] : name);
    }
}
