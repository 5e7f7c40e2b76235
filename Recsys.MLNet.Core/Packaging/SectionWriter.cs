using System.Runtime.InteropServices;
using System.Text;

namespace Recsys.MLNet.Packaging;

/// <summary>Writes one section of a package or one model file: a kind, a format version, then values in order.</summary>
/// <remarks>Little-endian throughout; arrays and texts carry their length. Read back in the same order by <see cref="SectionReader"/>.</remarks>
public sealed class SectionWriter : IDisposable
{
    internal const uint Magic = 0x59534352; // "RCSY"
    private readonly BinaryWriter _writer;

    /// <summary>Begins a section on a stream, which stays open.</summary>
    public SectionWriter(Stream stream, string kind, int version)
    {
        _writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _writer.Write(Magic);
        _writer.Write(kind);
        _writer.Write(version);
    }

    /// <summary>Writes a truth value.</summary>
    public void Write(bool value) => _writer.Write(value);

    /// <summary>Writes a 32-bit number.</summary>
    public void Write(int value) => _writer.Write(value);

    /// <summary>Writes a 64-bit number.</summary>
    public void Write(long value) => _writer.Write(value);

    /// <summary>Writes a single-precision number.</summary>
    public void Write(float value) => _writer.Write(value);

    /// <summary>Writes a double-precision number.</summary>
    public void Write(double value) => _writer.Write(value);

    /// <summary>Writes a text.</summary>
    public void Write(string value) => _writer.Write(value);

    /// <summary>Writes a list of texts with its length.</summary>
    public void Write(IReadOnlyCollection<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _writer.Write(values.Count);
        foreach (string value in values)
            _writer.Write(value);
    }

    /// <summary>Writes numbers of any plain type with their count.</summary>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        _writer.Write(values.Length);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Model files are written on little-endian machines only.");
        // In pieces: one span of bytes cannot exceed 2 GB.
        while (values.Length > 0)
        {
            var piece = values[..Math.Min(values.Length, 1 << 24)];
            _writer.Write(MemoryMarshal.AsBytes(piece));
            values = values[piece.Length..];
        }
    }

    /// <summary>Flushes; the stream stays open.</summary>
    public void Dispose() => _writer.Dispose();
}
