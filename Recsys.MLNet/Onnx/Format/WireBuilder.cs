using System.Text;

namespace Recsys.MLNet.Onnx.Format;

/// <summary>Builds one message of the Protocol Buffers wire format as a list of pieces, so that weights are never copied to be measured.</summary>
internal sealed class WireBuilder
{
    private readonly List<(byte[]? Bytes, TensorData Data)> _pieces = [];
    private readonly MemoryStream _open = new();

    public long Length { get; private set; }

    public void Varint(int field, long value)
    {
        Key(field, WireType.Varint);
        Raw((ulong)value);
    }

    public void Float(int field, float value)
    {
        Key(field, WireType.Fixed32);
        Append(BitConverter.GetBytes(value));
    }

    public void Text(int field, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Key(field, WireType.Bytes);
        Raw((ulong)bytes.Length);
        Append(bytes);
    }

    public void Data(int field, TensorData data)
    {
        Key(field, WireType.Bytes);
        Raw((ulong)data.Length);
        Close();
        _pieces.Add((null, data));
        Length += data.Length;
    }

    public void Message(int field, WireBuilder message)
    {
        Key(field, WireType.Bytes);
        Raw((ulong)message.Length);
        Close();
        message.Close();
        _pieces.AddRange(message._pieces);
        Length += message.Length;
    }

    public void WriteTo(Stream stream)
    {
        Close();
        var buffer = new byte[1 << 16];
        foreach (var (bytes, data) in _pieces)
        {
            if (bytes is not null)
                stream.Write(bytes);
            else
                for (long at = 0; at < data.Length; at += buffer.Length)
                {
                    var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, data.Length - at));
                    data.Read(at, part);
                    stream.Write(part);
                }
        }
    }

    private void Key(int field, WireType wire) => Raw((ulong)((field << 3) | (int)wire));

    private void Raw(ulong value)
    {
        for (; value > 127; value >>= 7)
            Put((byte)(value | 128));
        Put((byte)value);
    }

    private void Put(byte value)
    {
        _open.WriteByte(value);
        Length++;
    }

    private void Append(byte[] bytes)
    {
        _open.Write(bytes);
        Length += bytes.Length;
    }

    private void Close()
    {
        if (_open.Length == 0)
            return;
        _pieces.Add((_open.ToArray(), default));
        _open.SetLength(0);
    }
}
