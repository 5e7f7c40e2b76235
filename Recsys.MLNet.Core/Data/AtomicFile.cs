namespace Recsys.MLNet.Data;

/// <summary>A file that appears whole or not at all: written beside its place, then renamed into it.</summary>
/// <remarks>Disposed without <see cref="Commit"/>, it leaves what was there before untouched, and no folder that it made.</remarks>
public sealed class AtomicFile : IDisposable
{
    private static int s_count; // only keeps two writers of one process apart
    private readonly string _aside;
    private readonly List<string> _madeFolders;
    private FileStream? _file;

    private AtomicFile(string path, string aside, List<string> madeFolders, FileStream file) => (Path, _aside, _madeFolders, _file) = (path, aside, madeFolders, file);

    /// <summary>Where the file will be.</summary>
    public string Path { get; }

    /// <summary>What is written so far.</summary>
    public Stream Stream => _file ?? throw new ObjectDisposedException(nameof(AtomicFile));

    /// <summary>Begins a file; folders on the way to it are made.</summary>
    /// <exception cref="InvalidDataException">The place is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new InvalidDataException($"{path} is a folder; expected the name of a file to write.");
        string aside = $"{full}.{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}.part";
        var made = new List<string>();
        try
        {
            for (string? folder = System.IO.Path.GetDirectoryName(full); folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
                made.Add(folder);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            return new(full, aside, made, new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16));
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new UnauthorizedAccessException($"{path} cannot be written ({failure.Message.TrimEnd('.')}); choose another place.", failure);
        }
    }

    /// <summary>Writes a whole file through <paramref name="write"/>, or leaves the place as it was if that fails.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Puts the file in its place, over what was there.</summary>
    public void Commit()
    {
        var file = _file ?? throw new ObjectDisposedException(nameof(AtomicFile));
        file.Flush(flushToDisk: true);
        file.Dispose();
        _file = null;
        File.Move(_aside, Path, overwrite: true);
    }

    /// <summary>Forgets the file unless it was committed.</summary>
    public void Dispose()
    {
        if (_file is null)
            return;
        _file.Dispose();
        _file = null;
        File.Delete(_aside);
        foreach (string folder in _madeFolders)
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
    }
}
