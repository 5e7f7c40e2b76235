using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>How fields and fixed-length arrays are written in a saved state.</summary>
internal static class StateFormat
{
    public static void Fill<T>(SectionReader reader, Span<T> into) where T : unmanaged
    {
        var values = reader.ReadArray<T>();
        if (values.Length != into.Length)
            throw new ModelFormatException($"The saved state has a list of {values.Length} numbers where {into.Length} are expected. It was written by another version; train or snapshot again.");
        values.CopyTo(into);
    }

    /// <summary>Refuses lists that must have one length.</summary>
    public static void SameLength(int expected, params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
            if (length != expected)
                throw new ModelFormatException($"The saved state has lists of {expected} and {length} entries that must be equally long. The file is damaged; save or download it again.");
    }

    /// <summary>Bytes that fields take, about; their names are shared.</summary>
    public static int BytesOf(IReadOnlyList<Field> fields)
    {
        const int Entry = 32, Array = 24, Text = 24;
        int bytes = fields.Count == 0 ? 0 : Array;
        for (int i = 0; i < fields.Count; i++)
        {
            var value = fields[i].Value;
            bytes += Entry;
            switch (value.Kind)
            {
                case FieldKind.Text: bytes += Text + 2 * value.Text!.Length; break;
                case FieldKind.Numbers: bytes += Array + 8 * value.Numbers.Count; break;
                case FieldKind.Texts:
                    bytes += Array;
                    foreach (string text in value.Texts)
                        bytes += 8 + Text + 2 * text.Length;
                    break;
            }
        }
        return bytes;
    }

    public static void Write(SectionWriter writer, IReadOnlyList<Field> fields)
    {
        writer.Write(fields.Count);
        foreach (var field in fields)
        {
            writer.Write(field.Name);
            writer.Write((int)field.Value.Kind);
            switch (field.Value.Kind)
            {
                case FieldKind.Bool or FieldKind.Number: writer.Write(field.Value.Number); break;
                case FieldKind.Text: writer.Write(field.Value.Text!); break;
                case FieldKind.Texts: writer.Write(field.Value.Texts); break;
                default: writer.Write<double>([.. field.Value.Numbers]); break;
            }
        }
    }

    public static IReadOnlyList<Field> ReadFields(SectionReader reader)
    {
        int count = reader.ReadInt();
        if (count == 0)
            return [];
        if (count < 0)
            throw new ModelFormatException("The saved state states a negative number of fields. The file is damaged; save or download it again.");
        var fields = new List<Field>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            fields.Add(new(name, (FieldKind)reader.ReadInt() switch
            {
                FieldKind.Bool => FieldValue.Of(reader.ReadDouble() != 0),
                FieldKind.Number => FieldValue.Of(reader.ReadDouble()),
                FieldKind.Text => FieldValue.Of(reader.ReadString()),
                FieldKind.Texts => FieldValue.Of(reader.ReadStrings()),
                FieldKind.Numbers => FieldValue.Of(reader.ReadArray<double>()),
                var other => throw new ModelFormatException($"The saved state has a field '{name}' of kind {(int)other}; known are 0 to 4. The file is damaged, or from a later version."),
            }));
        }
        return fields.ToArray();
    }
}
