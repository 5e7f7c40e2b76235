using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Recsys.MLNet.Packaging;

/// <summary>Reads what <see cref="SectionWriter"/> wrote; anything else is a <see cref="ModelFormatException"/>, never a crash.</summary>
public sealed class SectionReader : IDisposable
{
    private readonly BinaryReader _reader;

    /// <summary>Opens a section and reads its kind and version; the stream stays open.</summary>
    public SectionReader(Stream stream)
    {
        _reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        Kind = "?";
        uint magic = Guarded(r => r.ReadUInt32());
        if (magic != SectionWriter.Magic)
            throw new ModelFormatException($"The data begins with {magic:x8}; expected {SectionWriter.Magic:x8}, the mark of a Recsys.MLNet model. It is another kind of file, or damaged.");
        Kind = Guarded(r => r.ReadString());
        Version = Guarded(r => r.ReadInt32());
    }

    /// <summary>What the section holds, such as <c>factors</c>.</summary>
    public string Kind { get; }

    /// <summary>Version of that kind's format.</summary>
    public int Version { get; }

    /// <summary>Refuses a section of another kind or a later version.</summary>
    public void Expect(string kind, int newestVersion)
    {
        if (Kind != kind)
            throw new ModelFormatException($"The section holds '{Kind}'; expected '{kind}'.");
        if (Version < 1 || Version > newestVersion)
            throw new ModelFormatException($"The section '{kind}' has format version {Version}; this build reads 1 to {newestVersion}. Update Recsys.MLNet or save the model again.");
    }

    /// <summary>Reads a truth value.</summary>
    public bool ReadBool() => Guarded(r => r.ReadBoolean());

    /// <summary>Reads a 32-bit number.</summary>
    public int ReadInt() => Guarded(r => r.ReadInt32());

    /// <summary>Reads a 64-bit number.</summary>
    public long ReadLong() => Guarded(r => r.ReadInt64());

    /// <summary>Reads a single-precision number.</summary>
    public float ReadFloat() => Guarded(r => r.ReadSingle());

    /// <summary>Reads a double-precision number.</summary>
    public double ReadDouble() => Guarded(r => r.ReadDouble());

    /// <summary>Reads a text.</summary>
    public string ReadString() => Guarded(r => r.ReadString());

    /// <summary>Reads a list of texts.</summary>
    public string[] ReadStrings()
    {
        int count = Count(1);
        var values = new List<string>(Math.Min(count, 1 << 16)); // a hostile count must not allocate before data backs it
        for (int i = 0; i < count; i++)
            values.Add(ReadString());
        return [.. values];
    }

    /// <summary>Reads numbers of a plain type with their count.</summary>
    public T[] ReadArray<T>() where T : unmanaged
    {
        int count = Count(Unsafe.SizeOf<T>());
        const int Piece = 1 << 20;
        var values = new T[Math.Min(count, Piece)];
        for (int read = 0; read < count;)
        {
            int next = Math.Min(count - read, Piece);
            if (values.Length < read + next)
                Array.Resize(ref values, (int)Math.Min(count, Math.Max(read + next, 2L * values.Length)));
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(read, next));
            if (_reader.Read(bytes) is var got && got < bytes.Length && !Fill(bytes[got..]))
                throw Truncated(null);
            read += next;
        }
        return values;
    }

    /// <summary>Ends reading; the stream stays open.</summary>
    public void Dispose() => _reader.Dispose();

    private bool Fill(Span<byte> rest)
    {
        while (rest.Length > 0)
        {
            int got = _reader.Read(rest);
            if (got == 0)
                return false;
            rest = rest[got..];
        }
        return true;
    }

    private int Count(int elementSize)
    {
        int count = ReadInt();
        if (count < 0 || (_reader.BaseStream.CanSeek && (long)count * elementSize > _reader.BaseStream.Length - _reader.BaseStream.Position))
            throw new ModelFormatException($"The section '{Kind}' states a list of {count} elements, more than the data holds. The file is damaged; save or download it again.");
        return count;
    }

    private T Guarded<T>(Func<BinaryReader, T> read)
    {
        try
        {
            return read(_reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw Truncated(e);
        }
    }

    private ModelFormatException Truncated(Exception? cause) =>
        new($"The section '{Kind}' ends too early or is damaged. Save or download the model again.", cause!);
}
