using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Gathers one input of the rows of a batch as plain values.</summary>
internal abstract class InputReader
{
    /// <summary>Adds the source's current row.</summary>
    public abstract void Append();

    public abstract void Clear();

    /// <summary>A reader of an input over a row or cursor; the column has been checked.</summary>
    public static InputReader Create(ComponentInput input, DataViewRow row)
    {
        var column = row.Schema[input.Column];
        var item = (column.Type as VectorDataViewType)?.ItemType ?? column.Type;
        return input.Kind switch
        {
            InputKind.Text or InputKind.Texts => Make<ReadOnlyMemory<char>, ReadOnlyMemory<char>>(row, column, text => text),
            InputKind.Number or InputKind.Vector when item is BooleanDataViewType => Make<bool, float>(row, column, truth => truth ? 1 : 0),
            InputKind.Number or InputKind.Vector => RawType.Call<InputReader>(Numbers<int>, item.RawType, row, column),
            InputKind.Whole or InputKind.Wholes when item is DateTimeDataViewType =>
                Make<DateTime, long>(row, column, date => new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)).ToUnixTimeMilliseconds()),
            InputKind.Whole or InputKind.Wholes => RawType.Call<InputReader>(Wholes<int>, item.RawType, row, column),
            _ when item is TextDataViewType => Make(row, column, NumberOf(input)),
            _ => RawType.Call<InputReader>(Ids<int>, item.RawType, row, column, input),
        };
    }

    private static InputReader Make<TRaw, T>(DataViewRow row, DataViewSchema.Column column, Func<TRaw, T> convert) => column.Type is VectorDataViewType
        ? new VectorReader<TRaw, T>(row.GetGetter<VBuffer<TRaw>>(column), convert)
        : new ScalarReader<TRaw, T>(row.GetGetter<TRaw>(column), convert);

    private static InputReader Numbers<TRaw>(DataViewRow row, DataViewSchema.Column column) where TRaw : INumberBase<TRaw> =>
        Make<TRaw, float>(row, column, float.CreateSaturating);

    private static InputReader Wholes<TRaw>(DataViewRow row, DataViewSchema.Column column) where TRaw : INumberBase<TRaw> =>
        Make<TRaw, long>(row, column, long.CreateSaturating);

    private static InputReader Ids<TRaw>(DataViewRow row, DataViewSchema.Column column, ComponentInput input) where TRaw : INumber<TRaw>
    {
        var numberOf = NumberOf(input);
        int Named(TRaw value)
        {
            Span<char> digits = stackalloc char[24];
            value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
            return input.Vocabulary!.Find(digits[..length]) is var known && (known >= 0 || !input.Grows) ? known : input.Vocabulary.Add(digits[..length].ToString());
        }
        if (((column.Type as VectorDataViewType)?.ItemType ?? column.Type) is not KeyDataViewType)
            return Make<TRaw, int>(row, column, Named);
        if (KeyTexts.Of(column) is not { } texts)
            return Make<TRaw, int>(row, column, key => key == TRaw.Zero ? -1 : Named(key - TRaw.One));
        return Make<TRaw, int>(row, column, key => key == TRaw.Zero || ulong.CreateTruncating(key) > (ulong)texts.Length ? -1 : numberOf(texts[int.CreateTruncating(key) - 1]));
    }

    private static Func<ReadOnlyMemory<char>, int> NumberOf(ComponentInput input)
    {
        var vocabulary = input.Vocabulary!;
        if (!input.Grows)
            return id => id.IsEmpty ? -1 : vocabulary.Find(id.Span);
        return id => id.IsEmpty ? -1 : vocabulary.Find(id.Span) is var known and >= 0 ? known : vocabulary.Add(id.ToString());
    }
}
