using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>The texts behind a column's keys.</summary>
internal static class KeyTexts
{
    public const string Annotation = "KeyValues";

    /// <summary>The texts by 0-based key, or null when the column has none.</summary>
    public static ReadOnlyMemory<char>[]? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Annotation) is not { } values || values.Type.RawType != typeof(VBuffer<ReadOnlyMemory<char>>))
            return null;
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(Annotation, ref texts);
        return [.. texts.DenseValues()];
    }
}
