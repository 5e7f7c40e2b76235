using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>The getters of a row's active columns, and what is said when another one is asked for: the same as stock rows say.</summary>
internal sealed class ActiveColumns(DataViewSchema schema)
{
    private readonly Delegate?[] _getters = new Delegate?[schema.Count];

    public void Set(int column, Delegate getter) => _getters[column] = getter;

    public bool Contains(DataViewSchema.Column column) => column.Index < _getters.Length && _getters[column.Index] is not null;

    public ValueGetter<TValue> Get<TValue>(DataViewSchema.Column column)
    {
        if (!Contains(column))
            throw NotActive(column);
        return _getters[column.Index] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is a {column.Type}, read as {column.Type.RawType}; {typeof(TValue)} was asked for.");
    }

    public static ArgumentOutOfRangeException NotActive(DataViewSchema.Column column) =>
        new(nameof(column), $"Column '{column.Name}' is not active; name it when the cursor is made.");
}
