namespace Recsys.MLNet.Data.Import;

/// <summary>Reads a table of interactions: <c>user,item,type,timestamp[,value,session,clock]</c> with a header.</summary>
/// <remarks>Ids stay as they are unless asked otherwise, because they are the shop's own.</remarks>
public sealed class CsvImporter : IEventImporter
{
    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public string Description => "a .csv or .tsv file with the header user,item,type,timestamp[,value,session]";

    /// <inheritdoc/>
    public IEnumerable<Event> Read(string path, ImportOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        char delimiter = name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        return options.PermuteIds == true ? Permuted(path, delimiter, run) : Kept(path, delimiter);
    }

    private static IEnumerable<Event> Kept(string path, char delimiter)
    {
        foreach (var line in EventCsv.Read(path, delimiter))
            yield return line.Event ?? throw line.Problem!.ToException();
    }

    private static IEnumerable<Event> Permuted(string path, char delimiter, RunSettings run)
    {
        // Two passes over the file: ids first, then events, so that the events themselves are never held.
        Vocabulary users = new(), sessions = new(), items = new();
        foreach (var e in Kept(path, delimiter))
        {
            if (e.User is not null)
                users.Add(e.User);
            if (e.Session is not null)
                sessions.Add(e.Session);
            items.Add(e.Item!);
        }
        var userIds = new IdPermutation(users, "u", run.Random("import.users"));
        var sessionIds = new IdPermutation(sessions, "s", run.Random("import.sessions"));
        var itemIds = new IdPermutation(items, "i", run.Random("import.items"));
        foreach (int item in itemIds.SourcesInNewOrder)
            yield return new() { Kind = EventKind.Item, Item = itemIds.IdOf(item), SourceId = itemIds.SourceIdOf(item), Clock = EventClock.Order };
        foreach (var e in Kept(path, delimiter))
        {
            yield return e with
            {
                User = e.User is null ? null : userIds.IdOf(users.Find(e.User)),
                Session = e.Session is null ? null : sessionIds.IdOf(sessions.Find(e.Session)),
                Item = itemIds.IdOf(items.Find(e.Item)),
            };
        }
    }
}
