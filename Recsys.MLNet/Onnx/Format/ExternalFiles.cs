namespace Recsys.MLNet.Onnx.Format;

/// <summary>The files beside a model that hold its large tensors.</summary>
/// <remarks>A model may only name files in its own folder or below: it must not be able to read the rest of the machine.</remarks>
internal sealed class ExternalFiles(string? modelPath, OnnxModel owner)
{
    private readonly Dictionary<string, ByteSource> _open = [];

    public TensorData Find(string tensor, IReadOnlyDictionary<string, string> where)
    {
        if (!where.TryGetValue("location", out string? location) || location.Length == 0)
            throw new ModelFormatException($"Tensor '{tensor}' lies in another file, but the model does not say which.");
        if (modelPath is null)
            throw new ModelFormatException($"Tensor '{tensor}' lies in the file '{location}'; a model read from memory cannot have such files. Open it by its path.");
        var source = Open(tensor, location);
        long start = Number(tensor, where, "offset", 0);
        long length = Number(tensor, where, "length", source.Length - start);
        if (start < 0 || length < 0 || start > source.Length || length > source.Length - start)
            throw new ModelFormatException($"Tensor '{tensor}' takes {length} bytes from {start} of '{location}', which has {source.Length}. The file is truncated; download or export it again.");
        return new(source, start, length);
    }

    private ByteSource Open(string tensor, string location)
    {
        if (_open.TryGetValue(location, out var known))
            return known;
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(modelPath!))!);
        string path;
        try
        {
            path = Path.GetFullPath(Path.Combine(folder, location));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"Tensor '{tensor}' names a file that cannot exist.", e);
        }
        if (!path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ModelFormatException($"Tensor '{tensor}' names the file '{location}', outside the model's folder. Only files beside the model are read.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"Tensor '{tensor}' lies in '{location}', which is missing beside the model. Copy it there: a large model is several files.", path);
        var source = ByteSource.Open(path);
        owner.Own(source);
        return _open[location] = source;
    }

    private static long Number(string tensor, IReadOnlyDictionary<string, string> where, string key, long absent)
    {
        if (!where.TryGetValue(key, out string? text))
            return absent;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new ModelFormatException($"Tensor '{tensor}' states '{text}' as its {key} in another file; expected a number.");
    }
}
