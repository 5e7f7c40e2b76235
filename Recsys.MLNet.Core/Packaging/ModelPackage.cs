using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Recsys.MLNet.Packaging;

/// <summary>A package file: everything a recommender needs to answer, in one immutable, verified file.</summary>
/// <remarks>
/// A zip with <c>manifest.json</c> and the sections it lists. Opening reads every section once and compares length and SHA-256;
/// anything missing, altered, unlisted or doubled is refused. Nothing is ever unpacked to disk.
/// </remarks>
public sealed class ModelPackage : IDisposable
{
    /// <summary>File name extension of packages.</summary>
    public const string Extension = ".recsys";

    internal const string ManifestName = "manifest.json";
    private const int LongestManifest = 16 << 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly Stream _stream;
    private readonly ZipArchive _zip;
    private readonly string _name;

    private ModelPackage(Stream stream, ZipArchive zip, string name, PackageManifest manifest)
    {
        (_stream, _zip, _name) = (stream, zip, name);
        Manifest = manifest;
    }

    /// <summary>What the package says of itself.</summary>
    public PackageManifest Manifest { get; }

    /// <summary>Opens and verifies a package file.</summary>
    /// <exception cref="ModelFormatException">Not a package, damaged, altered, or from a later format.</exception>
    public static ModelPackage Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new ModelFormatException($"{path} is a folder; expected a package file ({Extension}).");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no package {path}; make one with 'recsys train'.", path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Open(stream, path);
    }

    /// <summary>Opens and verifies a package in a stream that can seek; the package closes it.</summary>
    public static ModelPackage Open(Stream stream, string name = "The package")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var manifest = ReadManifest(zip, name);
            Verify(zip, manifest, name);
            return new(stream, zip, name, manifest);
        }
        catch (Exception failure)
        {
            zip?.Dispose();
            stream.Dispose();
            if (failure is InvalidDataException or IOException and not FileNotFoundException or NotSupportedException or OverflowException or ArgumentException)
                throw new ModelFormatException($"{name} is not a package, or is damaged ({failure.Message.TrimEnd('.')}). Train or download it again.", failure);
            throw;
        }
    }

    /// <summary>Whether there is a section of that name.</summary>
    public bool Has(string section) => _zip.GetEntry(section) is not null;

    /// <summary>Names of the sections that begin with a prefix, in the order of the manifest.</summary>
    public IEnumerable<string> Under(string prefix) => Manifest.Sections.Select(s => s.Name).Where(n => n.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Opens a section for reading.</summary>
    public Stream OpenSection(string section)
    {
        var entry = _zip.GetEntry(section) ?? throw new ModelFormatException($"{_name} has no section '{section}'; it has {string.Join(", ", Manifest.Sections.Select(s => s.Name))}. It was made for another purpose, or by another version.");
        return new BufferedStream(entry.Open(), 1 << 16);
    }

    /// <summary>Reads the model in a section.</summary>
    public T Load<T>(string section) where T : class
    {
        using var stream = OpenSection(section);
        return ModelSections.Load(stream) as T ?? throw new ModelFormatException($"Section '{section}' of {_name} does not hold a {typeof(T).Name}.");
    }

    /// <summary>Reads one part of the options.</summary>
    public T Options<T>(string part) where T : class, IValidatedOptions, new()
    {
        if (Manifest.Options[part] is not { } json)
            return new T();
        try
        {
            var options = json.Deserialize<T>(Json) ?? new T();
            options.ThrowIfInvalid();
            return options;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException($"The options '{part}' of {_name} cannot be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _zip.Dispose();
        _stream.Dispose();
    }

    internal static JsonSerializerOptions JsonSettings => Json;

    private static PackageManifest ReadManifest(ZipArchive zip, string name)
    {
        var entry = zip.GetEntry(ManifestName) ?? throw new ModelFormatException($"{name} has no {ManifestName}: it is a zip file but no package.");
        if (entry.Length > LongestManifest)
            throw new ModelFormatException($"The manifest of {name} states {entry.Length} bytes; at most {LongestManifest} are read. It is damaged or hostile.");
        try
        {
            var bytes = new byte[entry.Length];
            using (var stream = entry.Open())
                stream.ReadExactly(bytes);
            var manifest = JsonSerializer.Deserialize<PackageManifest>(bytes, Json) ?? throw new JsonException("it is null");
            return manifest.Format is >= 1 and <= PackageManifest.CurrentFormat
                ? manifest
                : throw new ModelFormatException($"{name} has package format {manifest.Format}; this build reads 1 to {PackageManifest.CurrentFormat}. Update Recsys.MLNet, or train again with this version.");
        }
        catch (JsonException failure)
        {
            throw new ModelFormatException($"The manifest of {name} is not valid ({failure.Message}). Train or download it again.", failure);
        }
    }

    private static void Verify(ZipArchive zip, PackageManifest manifest, string name)
    {
        var listed = new Dictionary<string, PackageSection>(StringComparer.Ordinal);
        foreach (var section in manifest.Sections)
            if (!listed.TryAdd(section.Name, section))
                throw new ModelFormatException($"The manifest of {name} lists section '{section.Name}' twice. It is damaged or hostile.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!seen.Add(entry.FullName))
                throw new ModelFormatException($"{name} holds '{entry.FullName}' twice. It is damaged or hostile.");
            if (entry.FullName != ManifestName && !listed.ContainsKey(entry.FullName))
                throw new ModelFormatException($"{name} holds '{entry.FullName}', which its manifest does not list. It was altered after it was written.");
        }
        foreach (var section in manifest.Sections)
        {
            if (zip.GetEntry(section.Name) is not { } entry)
                throw new ModelFormatException($"{name} lacks section '{section.Name}' of its manifest. It is damaged; train or download it again.");
            using var stream = entry.Open();
            if (HashOf(stream, section.Length) != section.Sha256)
                throw new ModelFormatException($"Section '{section.Name}' of {name} differs from its SHA-256 or length in the manifest. It is damaged or was altered; train or download it again.");
        }
        if (PackageWriter.VersionOf(manifest) != manifest.Version)
            throw new ModelFormatException($"The manifest of {name} does not match its own version '{manifest.Version}'. It was altered after it was written.");
    }

    /// <summary>Hash of exactly that many bytes, or "" when there are fewer or more: a small file cannot unpack without end.</summary>
    private static string HashOf(Stream stream, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        long left = length;
        while (left >= 0)
        {
            int got = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left + 1));
            if (got == 0)
                return left == 0 ? Convert.ToHexStringLower(hash.GetHashAndReset()) : "";
            hash.AppendData(buffer, 0, got);
            left -= got;
        }
        return "";
    }
}
