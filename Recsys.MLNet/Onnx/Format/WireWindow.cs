namespace Recsys.MLNet.Onnx.Format;

/// <summary>A sliding view of a byte source, so that reading a header does not read the gigabytes behind it.</summary>
internal sealed class WireWindow(ByteSource source)
{
    private readonly byte[] _bytes = new byte[(int)Math.Min(source.Length, 1 << 16)];
    private long _start;
    private int _length;

    public ByteSource Source { get; } = source;

    public byte this[long position]
    {
        get
        {
            long offset = position - _start;
            return (ulong)offset < (ulong)_length ? _bytes[offset] : Load(position);
        }
    }

    private byte Load(long position)
    {
        if (position >= Source.Length)
            throw new ModelFormatException($"{Source.Name} ends at byte {Source.Length} in the middle of a message. It is truncated; download or export it again.");
        _start = position;
        _length = (int)Math.Min(_bytes.Length, Source.Length - position);
        Source.Read(position, _bytes.AsSpan(0, _length));
        return _bytes[0];
    }
}
