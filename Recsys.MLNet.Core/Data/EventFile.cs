namespace Recsys.MLNet.Data;

/// <summary>Reads events from a file or folder, one at a time: ten million events need no more memory than one.</summary>
/// <remarks>
/// A folder means its <c>events.jsonl</c>. <c>.csv</c> and <c>.tsv</c> are read as tables of interactions, anything else as JSON:
/// one event on each line, or one list of events. A name that ends in <c>.gz</c> is unpacked.
/// </remarks>
public static class EventFile
{
    /// <summary>Name of the log in a data folder.</summary>
    public const string Name = "events.jsonl";

    /// <summary>Every event of a file or folder in its order.</summary>
    /// <exception cref="InvalidDataException">A line is no event; the message names file, line and member.</exception>
    public static IEnumerable<Event> Read(string path)
    {
        foreach (var line in ReadLines(path))
            yield return line.Event ?? throw line.Problem!.ToException();
    }

    /// <summary>Every event or problem of a file or folder: a wrong line does not stop the reading.</summary>
    public static IEnumerable<EventLine> ReadLines(string path)
    {
        string file = Locate(path);
        return Delimiter(file) is { } delimiter ? EventCsv.Read(file, delimiter) : Guard(file, ReadJson(file, Utf8LineReader.DefaultLongestLine));
    }

    /// <summary>The file that a path means: itself, or the <c>events.jsonl</c> of a folder.</summary>
    public static string Locate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            return path;
        foreach (string name in (string[])[Name, Name + ".gz"])
            if (File.Exists(Path.Combine(path, name)))
                return Path.Combine(path, name);
        throw new InvalidDataException($"{path} is a folder without {Name}; name a file, or make one with 'recsys import'.");
    }

    internal static IEnumerable<EventLine> ReadJson(string file, int longestLine)
    {
        using var stream = InputFile.Open(file);
        using var lines = new Utf8LineReader(stream, longestLine);
        var parser = new EventJsonParser(new ShortTextCache());
        bool first = true, isList = false;
        while (lines.Next())
        {
            if (lines.TooLong)
            {
                if (isList = first && EventList.Begins(lines.Line))
                    break;
                first = false;
                yield return new(lines.Number, null, InputFile.TooLong(file, lines.Number, longestLine));
                continue;
            }
            if (lines.Line.Trim(" \t"u8).IsEmpty)
                continue;
            if (isList = first && EventList.Begins(lines.Line))
                break;
            first = false;
            yield return EventJson.ReadLine(lines.Line, parser, file, lines.Number);
        }
        if (isList)
            foreach (var line in EventList.Read(file, parser, longestLine))
                yield return line;
    }

    private static char? Delimiter(string file)
    {
        string name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetExtension(name).ToLowerInvariant() switch { ".csv" => ',', ".tsv" => '\t', _ => null };
    }

    private static IEnumerable<EventLine> Guard(string file, IEnumerable<EventLine> lines)
    {
        long count = 0;
        foreach (var line in lines)
        {
            count++;
            yield return line;
        }
        if (count == 0)
            throw new InvalidDataException($"{file} holds no event; expected one JSON object on each line.");
    }
}
