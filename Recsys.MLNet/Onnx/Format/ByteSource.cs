using Microsoft.Win32.SafeHandles;

namespace Recsys.MLNet.Onnx.Format;

/// <summary>Bytes that are read at any position: an array or an open file.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly SafeFileHandle? _file;

    private ByteSource(string name, ReadOnlyMemory<byte> memory, SafeFileHandle? file, long length) =>
        (Name, _memory, _file, Length) = (name, memory, file, length);

    /// <summary>What to call it in an error.</summary>
    public string Name { get; }

    public long Length { get; }

    public static ByteSource Of(ReadOnlyMemory<byte> memory) => new("the model", memory, null, memory.Length);

    public static ByteSource Open(string path)
    {
        var file = File.OpenHandle(path);
        return new(path, default, file, RandomAccess.GetLength(file));
    }

    /// <summary>Fills <paramref name="into"/> from <paramref name="position"/>; the range was checked against <see cref="Length"/>.</summary>
    public void Read(long position, Span<byte> into)
    {
        if (position < 0 || into.Length > Length - position)
            throw new ModelFormatException($"{Name} ends at byte {Length}; wanted {into.Length} bytes from {position}. The file is truncated; download or export it again.");
        if (_file is null)
        {
            _memory.Span.Slice((int)position, into.Length).CopyTo(into);
            return;
        }
        while (into.Length > 0)
        {
            int got = RandomAccess.Read(_file, into, position);
            if (got == 0)
                throw new ModelFormatException($"{Name} became shorter while it was read. Copy new versions beside it and rename.");
            into = into[got..];
            position += got;
        }
    }

    public void Dispose() => _file?.Dispose();
}
