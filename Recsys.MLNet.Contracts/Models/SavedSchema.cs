using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The schema of the data a model was fitted on, kept in its file: names, types, and the texts behind keys.</summary>
internal static class SavedSchema
{
    private const string Entry = "Schema";

    public static void Write(ZipArchive archive, DataViewSchema schema)
    {
        using var writer = new BinaryWriter(archive.CreateEntry(Entry).Open(), Encoding.UTF8);
        writer.Write(schema?.Count ?? -1);
        foreach (var column in schema ?? Enumerable.Empty<DataViewSchema.Column>())
        {
            writer.Write(column.Name);
            var vector = column.Type as VectorDataViewType;
            var item = vector?.ItemType ?? (PrimitiveDataViewType)column.Type;
            writer.Write(item.RawType == typeof(ReadOnlyMemory<char>) ? typeof(string).FullName : item.RawType.FullName);
            writer.Write((item as KeyDataViewType)?.Count ?? 0);
            writer.Write(vector?.Dimensions.Length ?? 0);
            foreach (int dimension in vector?.Dimensions ?? [])
                writer.Write(dimension);
            var texts = StockAnnotations.KeyValuesOf(column) ?? [];
            writer.Write(texts.Length);
            foreach (string text in texts)
                writer.Write(text);
        }
    }

    public static DataViewSchema Read(ZipArchive archive)
    {
        var entry = archive.GetEntry(Entry) ?? throw new FormatException("The model file has no schema.");
        using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
        int count = reader.ReadInt32();
        if (count < 0)
            return null;
        var schema = new DataViewSchema.Builder();
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            string rawName = reader.ReadString();
            var raw = rawName == typeof(DataViewRowId).FullName ? typeof(DataViewRowId) : Type.GetType(rawName, throwOnError: true);
            ulong keys = reader.ReadUInt64();
            var item = keys > 0 ? new KeyDataViewType(raw, keys) : (PrimitiveDataViewType)DataViewType.Of(raw);
            var dimensions = new int[reader.ReadInt32()];
            for (int d = 0; d < dimensions.Length; d++)
                dimensions[d] = reader.ReadInt32();
            var texts = new string[reader.ReadInt32()];
            for (int t = 0; t < texts.Length; t++)
                texts[t] = reader.ReadString();
            schema.AddColumn(name, dimensions.Length > 0 ? new VectorDataViewType(item, dimensions) : item, StockAnnotations.KeyValues(texts));
        }
        return schema.ToSchema();
    }
}
