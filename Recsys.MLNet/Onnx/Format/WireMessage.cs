using System.Text;

namespace Recsys.MLNet.Onnx.Format;

/// <summary>Walks the fields of one message of the Protocol Buffers wire format.</summary>
/// <remarks>
/// <code>message = (key value)*   key = varint(field · 8 + wire type)</code>
/// Every length is held against the end of the enclosing message before it is believed, so a hostile file costs at most
/// its own size and ends in <see cref="ModelFormatException"/>. Field numbers as in the ONNX format, version 1.
/// </remarks>
internal ref struct WireMessage(WireWindow window, long start, long end)
{
    private const int LongestText = 1 << 20;
    private long _position = start;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Its encoding.</summary>
    public WireType Wire { get; private set; }

    /// <summary>Its value where it is a number; the bits where it is fixed-width.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where its bytes begin, where it is <see cref="WireType.Bytes"/>.</summary>
    public long Start { get; private set; }

    /// <summary>How many they are.</summary>
    public long Length { get; private set; }

    public static WireMessage Root(ByteSource source) => new(new WireWindow(source), 0, source.Length);

    /// <summary>Moves to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_position >= end)
            return false;
        ulong key = Varint();
        Field = key >> 3 is > 0 and < 1 << 29 ? (int)(key >> 3) : throw Damaged($"field number {key >> 3}");
        Wire = (WireType)(key & 7);
        switch (Wire)
        {
            case WireType.Varint: Number = Varint(); break;
            case WireType.Fixed64: Number = Fixed(8); break;
            case WireType.Fixed32: Number = Fixed(4); break;
            case WireType.Bytes:
                ulong length = Varint();
                if (length > (ulong)(end - _position))
                    throw Damaged($"a field of {length} bytes where {end - _position} are left");
                (Start, Length) = (_position, (long)length);
                _position += (long)length;
                break;
            default:
                throw Damaged($"wire type {(int)Wire}");
        }
        return true;
    }

    public readonly WireMessage Message() => new(window, Expect(WireType.Bytes).Start, Start + Length);

    public readonly TensorData Data() => new(window.Source, Expect(WireType.Bytes).Start, Length);

    public readonly long Long() => (long)Expect(WireType.Varint).Number;

    public readonly float Float() => BitConverter.UInt32BitsToSingle((uint)Expect(WireType.Fixed32).Number);

    public readonly string Text()
    {
        if (Expect(WireType.Bytes).Length > LongestText)
            throw Damaged($"a name of {Length} bytes");
        Span<byte> bytes = Length <= 256 ? stackalloc byte[(int)Length] : new byte[(int)Length];
        window.Source.Read(Start, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Adds one number or a packed run of them.</summary>
    public readonly void AddLongs(List<long> into)
    {
        if (Wire != WireType.Bytes)
        {
            into.Add(Long());
            return;
        }
        var run = Message();
        while (run._position < Start + Length)
            into.Add((long)run.Varint());
    }

    /// <summary>Adds one 4- or 8-byte number or a packed run of them, as raw bytes.</summary>
    public readonly void AddFixed(List<byte> into, WireType width)
    {
        int size = width == WireType.Fixed64 ? 8 : 4;
        if (Wire == width)
        {
            for (int i = 0; i < size; i++)
                into.Add((byte)(Number >> (8 * i)));
            return;
        }
        if (Expect(WireType.Bytes).Length % size != 0 || Length > Array.MaxLength)
            throw Damaged($"a run of {Length} bytes for numbers of {size} bytes");
        int at = into.Count;
        System.Runtime.InteropServices.CollectionsMarshal.SetCount(into, checked(at + (int)Length));
        window.Source.Read(Start, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(into)[at..]);
    }

    private readonly WireMessage Expect(WireType wanted) =>
        Wire == wanted ? this : throw Damaged($"field {Field} encoded as {Wire} where {wanted} is wanted");

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= end)
                throw Damaged("a number cut off");
            byte next = window[_position++];
            value |= shift < 64 ? (ulong)(next & 127) << shift : 0;
            if (next < 128)
                return value;
        }
        throw Damaged("a number of more than ten bytes");
    }

    private ulong Fixed(int bytes)
    {
        if (bytes > end - _position)
            throw Damaged("a number cut off");
        ulong value = 0;
        for (int i = 0; i < bytes; i++)
            value |= (ulong)window[_position++] << (8 * i);
        return value;
    }

    private readonly ModelFormatException Damaged(string found) =>
        new($"{window.Source.Name} is not a readable ONNX file: {found} at byte {_position}. It is damaged, truncated, or of another kind; download or export it again.");
}
