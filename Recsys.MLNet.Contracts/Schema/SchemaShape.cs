using System.Collections;

namespace Microsoft.ML;

/// <summary>What an estimator promises before it has seen data: names and kinds of columns, without sizes.</summary>
public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>, IReadOnlyCollection<SchemaShape.Column>, IEnumerable<SchemaShape.Column>, IEnumerable
{
    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns) => _columns = [.. columns];

    public int Count => _columns.Length;
    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Of(DataViewSchema schema) => new(schema.Where(column => !column.IsHidden).Select(Column.Of));

    internal Column Find(string name, string role = "input")
    {
        foreach (var column in _columns)
            if (column.Name == name)
                return column;
        throw new ArgumentOutOfRangeException(nameof(name), $"Could not find {role} column '{name}'");
    }

    /// <summary>This shape with columns added; one of an existing name takes its place.</summary>
    internal SchemaShape With(IEnumerable<Column> added)
    {
        var byName = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var column in _columns.Concat(added))
            byName[column.Name] = column;
        return new(byName.Values);
    }
}
