namespace Recsys.MLNet.Data.Import;

/// <summary>Reads a feed that is a table with a header; a header that holds a tab means tabs, any other commas.</summary>
internal static class FeedTable
{
    public static IEnumerable<FeedRow> Read(string path, out long? dated)
    {
        dated = null;
        return Rows(path, HasTabs(path) ? '\t' : ',');
    }

    private static IEnumerable<FeedRow> Rows(string path, char delimiter)
    {
        using var table = CsvTable.Open(path, delimiter);
        string[] names = [.. table.Header.Select(FeedRow.Normalise)];
        if (!names.Contains("id"))
            throw new InvalidDataException($"{path} line 1: column 'id' is missing; got {string.Join(", ", names.Take(8))}, expected Google Merchant's columns such as id, title, price, availability.");
        while (table.Next())
        {
            if (table.Cells.Count > names.Length)
                throw new InvalidDataException($"{path} line {table.Line}: the row has {table.Cells.Count} values; the header names {names.Length}. Put values that hold the separator in quotes.");
            var columns = new KeyValuePair<string, string>[table.Cells.Count];
            for (int c = 0; c < columns.Length; c++)
                columns[c] = new(names[c], table.Cells[c]);
            yield return new(table.Line, columns);
        }
    }

    private static bool HasTabs(string path)
    {
        using var stream = InputFile.Open(path);
        using var lines = new Utf8LineReader(stream);
        return lines.Next() && lines.Line.Contains((byte)'\t');
    }
}
