namespace Microsoft.ML;

/// <summary>The checks and conversions every row's getters share.</summary>
internal static class Getters
{
    /// <summary>The getter of a row's column as an untyped delegate of the column's raw type.</summary>
    public static Delegate Untyped(DataViewRow row, DataViewSchema.Column column) => GenericCall.For<Delegate>(Typed<int>, column.Type.RawType, row, column);

    public static ValueGetter<T> Cast<T>(Delegate getter, DataViewSchema.Column column)
    {
        if (getter is null)
            throw new ArgumentOutOfRangeException(nameof(column), $"Requested column '{column.Name}' is not active");
        return getter as ValueGetter<T>
            ?? throw new InvalidOperationException($"Invalid TValue in GetGetter: '{typeof(T)}', expected '{column.Type.RawType}' for column '{column.Name}'");
    }

    private static Delegate Typed<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
