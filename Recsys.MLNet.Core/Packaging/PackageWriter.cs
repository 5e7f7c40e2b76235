using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Packaging;

/// <summary>Gathers the sections of a package and writes it aside, then puts it in its place.</summary>
/// <remarks>The same sections and manifest give the same bytes: no time of writing is kept.</remarks>
public sealed class PackageWriter
{
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(string Name, Action<Stream> Write)> _sections = [];

    /// <summary>Adds a model under a name.</summary>
    public PackageWriter Add(string name, ISavedModel model) => Add(name, stream => ModelSections.Save(model, stream));

    /// <summary>Adds bytes under a name.</summary>
    public PackageWriter Add(string name, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(write);
        if (name == ModelPackage.ManifestName || _sections.Any(s => s.Name == name))
            throw new ArgumentException($"The package has a section '{name}' already; give this one another name.", nameof(name));
        _sections.Add((name, write));
        return this;
    }

    /// <summary>Options as the manifest keeps them.</summary>
    public static JsonNode Options<T>(T options) where T : class, IValidatedOptions => JsonSerializer.SerializeToNode(options, ModelPackage.JsonSettings)!;

    /// <summary>Writes the package to a file: aside first, then renamed.</summary>
    /// <returns>The manifest as written, with version and sections.</returns>
    public PackageManifest Save(string path, PackageManifest manifest)
    {
        PackageManifest? written = null;
        AtomicFile.Write(path, stream => written = Save(stream, manifest));
        return written!;
    }

    /// <summary>Writes the package to a stream, which stays open.</summary>
    public PackageManifest Save(Stream stream, PackageManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(manifest);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var sections = new List<PackageSection>();
        foreach (var (name, write) in _sections)
        {
            using var counted = new HashingStream(Entry(zip, name).Open());
            using (var buffered = new BufferedStream(counted, 1 << 16))
                write(buffered);
            sections.Add(new(name, counted.Count, counted.Hash()));
        }
        var product = typeof(PackageWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        manifest = manifest with { Format = PackageManifest.CurrentFormat, Sections = sections, Product = $"Recsys.MLNet {product}" };
        manifest = manifest with { Version = VersionOf(manifest) };
        using var json = Entry(zip, ModelPackage.ManifestName).Open();
        JsonSerializer.Serialize(json, manifest, ModelPackage.JsonSettings);
        return manifest;
    }

    internal static string VersionOf(PackageManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest with { Version = "" }, ModelPackage.JsonSettings))))[..12];

    private static ZipArchiveEntry Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = s_time;
        return entry;
    }

    /// <summary>Passes bytes on, counting and hashing them.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            inner.Write(buffer);
            Count += buffer.Length;
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private bool _closed;

        protected override void Dispose(bool disposing)
        {
            // The buffer in front disposes this stream too; count and hash stay readable after that.
            if (disposing && !_closed)
            {
                _closed = true;
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
