using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>Rows as lines of text in which equal means equal to the last bit.</summary>
internal static class Rowwise
{
    public static List<string> Print(IDataView view, params string[] names)
    {
        var columns = names.Select(name => view.Schema[name]).ToList();
        using var cursor = view.GetRowCursor(columns);
        var print = Printer(cursor, columns);
        var lines = new List<string>();
        while (cursor.MoveNext())
            lines.Add(print());
        return lines;
    }

    public static Func<string> Printer(DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns)
    {
        var parts = columns.Select(column => Part(row, column)).ToList();
        return () => string.Join(' ', parts.Select(part => part()));
    }

    private static Func<string> Part(DataViewRow row, DataViewSchema.Column column)
    {
        bool isVector = column.Type is VectorDataViewType;
        var item = ((column.Type as VectorDataViewType)?.ItemType ?? column.Type).RawType;
        if (item == typeof(float))
            return isVector ? Vector<float>(row, column, Text) : Scalar<float>(row, column, Text);
        if (item == typeof(uint))
            return Scalar<uint>(row, column, key => key.ToString(CultureInfo.InvariantCulture));
        return isVector ? Vector<ReadOnlyMemory<char>>(row, column, text => text.ToString()) : Scalar<ReadOnlyMemory<char>>(row, column, text => text.ToString());
    }

    private static string Text(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);

    private static Func<string> Scalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return text(value);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return $"[{value.Length}:{string.Join(',', value.Items().Select(pair => $"{pair.Key}={text(pair.Value)}"))}]";
        };
    }
}
