using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>A hash over the events of a log in their order, with all that training reads of them: two packages with the same one were trained on the same log.</summary>
internal sealed class LogFingerprint
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _event = new byte[1024];
    private int _length;

    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Add(Event e)
    {
        _length = 0;
        Add((long)e.Kind);
        Add(e.Timestamp);
        Add((long)e.Clock);
        foreach (string? text in (ReadOnlySpan<string?>)[e.Id, e.User, e.Session, e.Item, e.Type, e.Ranking, e.Surface, e.Query, e.Merge])
            Add(text);
        Add(e.Shown);
        Add(e.Available is { } available ? available ? 1 : 0 : -1);
        Add(e.Fields);
        Add(e.Items.Count);
        foreach (var item in e.Items)
        {
            Add(item.Id);
            Add(item.Position);
            Add(item.Visible is { } visible ? visible ? 1 : 0 : -1);
            Add(item.Fields);
        }
        _hash.AppendData(_event, 0, _length);
    }

    private void Add(IReadOnlyList<Field> fields)
    {
        Add(fields.Count);
        foreach (var field in fields)
        {
            Add(field.Name);
            Add((long)field.Value.Kind);
            switch (field.Value.Kind)
            {
                case FieldKind.Text: Add(field.Value.Text); break;
                case FieldKind.Texts:
                    Add(field.Value.Texts.Count);
                    foreach (string text in field.Value.Texts)
                        Add(text);
                    break;
                case FieldKind.Numbers:
                    Add(field.Value.Numbers.Count);
                    foreach (double number in field.Value.Numbers)
                        Add(BitConverter.DoubleToInt64Bits(number));
                    break;
                default: Add(BitConverter.DoubleToInt64Bits(field.Value.Number)); break;
            }
        }
    }

    private void Add(long number) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), number);

    // Its length goes before it, so that no text runs into the next.
    private void Add(string? text)
    {
        int bytes = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        Add(text is null ? -1 : bytes);
        if (bytes > 0)
            Encoding.UTF8.GetBytes(text, Room(bytes));
    }

    private Span<byte> Room(int bytes)
    {
        if (_event.Length < _length + bytes)
            Array.Resize(ref _event, Math.Max(_length + bytes, 2 * _event.Length));
        _length += bytes;
        return _event.AsSpan(_length - bytes, bytes);
    }
}
