namespace Recsys.MLNet.Data.Import;

/// <summary>One product of a feed: its columns as texts, and the line it began on.</summary>
internal sealed record FeedRow(long Line, IReadOnlyList<KeyValuePair<string, string>> Columns)
{
    /// <summary>The first value of a column, trimmed, or null when absent or empty.</summary>
    public string? this[string column]
    {
        get
        {
            foreach (var (name, value) in Columns)
                if (name == column && value.Trim() is { Length: > 0 } text)
                    return text;
            return null;
        }
    }

    /// <summary>Google accepts blanks and underscores alike, in any case.</summary>
    public static string Normalise(string column)
    {
        string name = column.Trim().ToLowerInvariant().Replace(' ', '_');
        return name.StartsWith("g:", StringComparison.Ordinal) ? name[2..] : name;
    }
}
