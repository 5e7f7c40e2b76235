using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Columns read as plain numbers, for filters, splits and metrics.</summary>
internal static class RowValues
{
    /// <summary>A numeric column as double; keys by their raw value.</summary>
    public static Func<double> Number(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is PrimitiveDataViewType and not TextDataViewType && column.Type.RawType.IsPrimitive && column.Type.RawType != typeof(bool)
            ? GenericCall.For<Func<double>>((Func<DataViewRow, DataViewSchema.Column, Func<double>>)Number<int>, column.Type.RawType, row, column)
            : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is a {column.Type}; expected a number");

    /// <summary>Where a row falls in [0, 1) by its key (place in the key's range) or the hash of its text or whole number; NaN when missing.</summary>
    public static Func<double> Fraction(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        if (column.Type is KeyDataViewType key)
        {
            var raw = Number(row, column);
            return () => raw() is var value && value > 0 ? (value - 0.5) / key.Count : double.NaN;
        }
        if (column.Type is TextDataViewType)
        {
            var text = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                text(ref value);
                return Uniform(value.Span, seed);
            };
        }
        if (column.Type is not NumberDataViewType || column.Type.RawType == typeof(float) || column.Type.RawType == typeof(double))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is a {column.Type}; rows are split by a key, a text or a whole number");
        var number = Number(row, column);
        return () => Uniform(number().ToString(System.Globalization.CultureInfo.InvariantCulture), seed);
    }

    /// <summary>The same number in [0, 1) for the same characters and seed, everywhere.</summary>
    public static double Uniform(ReadOnlySpan<char> characters, int seed)
    {
        ulong hash = 14695981039346656037UL ^ unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        foreach (char c in characters)
            hash = (hash ^ c) * 1099511628211UL;
        return Uniform(hash);
    }

    public static double Uniform(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static Func<double> Number<T>(DataViewRow row, DataViewSchema.Column column) where T : INumberBase<T>
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return double.CreateChecked(value);
        };
    }
}
