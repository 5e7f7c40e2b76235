namespace Recsys.MLNet.Data.Import;

/// <summary>Reads a catalogue feed in the columns of Google Merchant: comma or tab separated, RSS 2.0 or Atom.</summary>
/// <remarks>
/// Every row becomes an item event; <c>availability</c> <c>out_of_stock</c> withdraws the item, and so does a true <c>delete</c> or an
/// <c>action</c> of <c>delete</c> in a feed of changes. A full feed also withdraws what the previous catalogue had and it lacks.
/// </remarks>
public sealed class CatalogueImporter : IEventImporter
{
    /// <inheritdoc/>
    public string Format => "catalogue";

    /// <inheritdoc/>
    public string Description => "a product feed in Google Merchant's columns: .csv, .tsv or .txt with a header, or .xml (RSS 2.0, Atom)";

    /// <inheritdoc/>
    public IEnumerable<Event> Read(string path, ImportOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        bool xml = Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).Equals(".xml", StringComparison.OrdinalIgnoreCase);
        var rows = xml ? FeedXml.Read(path, out long? dated) : FeedTable.Read(path, out dated);
        long time = options.Time ?? dated ?? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero).ToUnixTimeMilliseconds();
        return Events(path, rows, options, time);
    }

    private static IEnumerable<Event> Events(string path, IEnumerable<FeedRow> rows, ImportOptions options, long time)
    {
        var missing = new SortedSet<string>(options.Previous is null ? [] : Available(options.Previous), StringComparer.Ordinal);
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var e = FeedItem.ToEvent(path, row, time);
            if (!lines.TryAdd(e.Item!, row.Line))
                throw new InvalidDataException($"{path} line {row.Line}: 'id' is '{e.Item}', which line {lines[e.Item!]} already has; expected each item once.");
            missing.Remove(e.Item!);
            yield return e;
        }
        if (lines.Count == 0)
            throw new InvalidDataException($"{path} holds no item; expected rows with at least id and title.");
        foreach (string item in missing)
            yield return new() { Kind = EventKind.Item, Item = item, Timestamp = time, Available = false };
    }

    private static HashSet<string> Available(string previous)
    {
        var items = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in EventFile.Read(previous))
        {
            if (e.Kind != EventKind.Item)
                continue;
            if (e.Available == false)
                items.Remove(e.Item!);
            else
                items.Add(e.Item!);
        }
        return items;
    }
}
