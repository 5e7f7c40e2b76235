namespace Microsoft.ML.Data;

/// <summary>The type of a column: what it means, and the raw .NET type its getters fill.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType) => RawType = rawType;

    public Type RawType { get; }
    public abstract bool Equals(DataViewType other);

    internal static DataViewType Of(Type raw) =>
        raw == typeof(string) || raw == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : raw == typeof(bool) ? BooleanDataViewType.Instance
        : raw == typeof(DateTime) ? DateTimeDataViewType.Instance
        : raw == typeof(DataViewRowId) ? RowIdDataViewType.Instance
        : NumberDataViewType.Find(raw);
}
