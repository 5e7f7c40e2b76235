using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>A hash over the events of a log in their order: two packages with the same one were trained on the same log.</summary>
internal sealed class LogFingerprint
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Add(Event e)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)e.Kind;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], e.Timestamp);
        _hash.AppendData(head);
        Add(e.Id);
        Add(e.User);
        Add(e.Session);
        Add(e.Item);
        Add(e.Type);
    }

    private void Add(string? text)
    {
        Span<byte> bytes = stackalloc byte[256];
        text ??= "";
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > bytes.Length)
            bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        int count = Encoding.UTF8.GetBytes(text, bytes);
        _hash.AppendData(bytes[..count]);
        _hash.AppendData([0]);
    }
}
