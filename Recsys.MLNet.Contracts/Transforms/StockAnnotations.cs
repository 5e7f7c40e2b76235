using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The annotations that pipelines read: the texts behind keys.</summary>
internal static class StockAnnotations
{
    public static DataViewSchema.Annotations KeyValues(string[] texts)
    {
        if (texts is null || texts.Length == 0)
            return DataViewSchema.Annotations.Empty;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, texts.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(texts.Length, Array.ConvertAll(texts, text => text.AsMemory())));
        return annotations.ToAnnotations();
    }

    /// <summary>The texts behind a column's keys, or null.</summary>
    public static string[] KeyValuesOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { } values || values.Type.RawType != typeof(VBuffer<ReadOnlyMemory<char>>))
            return null;
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue("KeyValues", ref texts);
        return [.. texts.DenseValues().Select(text => text.ToString())];
    }
}
