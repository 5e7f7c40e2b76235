namespace Recsys.MLNet.Data;

/// <summary>Opens files that people name, with errors that say what to do.</summary>
public static class InputFile
{
    /// <summary>Opens a file for reading from beginning to end; <c>.gz</c> is unpacked on the way.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder or it is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path} is a folder; expected a file.");
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path} does not exist; check the path.", path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"{path} may not be read by this user.");
        }
        if (file.CanSeek && file.Length == 0)
        {
            file.Dispose();
            throw new InvalidDataException($"{path} is empty; expected at least one line.");
        }
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GzipFile(path, file) : file;
    }

    /// <summary>Calls <paramref name="each"/> with every line of a text file and its number from 1; blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">A line is longer than 64 MiB, or whatever <paramref name="each"/> says.</exception>
    internal static void ForEachLine(string path, LineAction each)
    {
        using var stream = Open(path);
        using var lines = new Utf8LineReader(stream);
        while (lines.Next())
        {
            if (lines.TooLong)
                throw TooLong(path, lines.Number, Utf8LineReader.DefaultLongestLine).ToException();
            if (!lines.Line.Trim(" \t"u8).IsEmpty)
                each(lines.Line, lines.Number);
        }
    }

    internal delegate void LineAction(ReadOnlySpan<byte> line, long number);

    internal static EventProblem TooLong(string source, long line, int limit) =>
        new(source, line, null, $"the line is longer than {(limit >= 1 << 20 ? $"{limit >> 20} MiB" : $"{limit} bytes")}; expected one event on each line. Is this the right file?");
}
