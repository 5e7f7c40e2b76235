using System.Collections;

namespace Microsoft.ML;

/// <summary>The columns of a view, by position and by name; of two with one name the later hides the earlier.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>, IReadOnlyCollection<DataViewSchema.Column>, IEnumerable<DataViewSchema.Column>, IEnumerable
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private DataViewSchema(IReadOnlyList<DetachedColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++)
            _places[columns[i].Name] = i;
        _columns = new Column[columns.Count];
        for (int i = 0; i < columns.Count; i++)
            _columns[i] = new(columns[i].Name, i, _places[columns[i].Name] != i, columns[i].Type, columns[i].Annotations);
    }

    public int Count => _columns.Length;
    public Column this[int columnIndex] => _columns[columnIndex];
    public Column this[string name] => GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");

    public Column? GetColumnOrNull(string name) => _places.TryGetValue(name, out int place) ? _columns[place] : null;
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    public override string ToString() => $"{Count} columns";

    /// <summary>Refuses a column that is not one of this schema's.</summary>
    internal int Check(Column column)
    {
        if (column.Index >= Count || _columns[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not part of this schema");
        return column.Index;
    }
}
