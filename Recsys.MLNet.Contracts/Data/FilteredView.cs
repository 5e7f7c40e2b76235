namespace Microsoft.ML;

/// <summary>The rows of a view that a condition keeps.</summary>
internal sealed class FilteredView(IDataView input, DataViewSchema.Column? tested, Func<DataViewRow, Func<bool>> condition) : IDataView
{
    public bool CanShuffle => input.CanShuffle;
    public DataViewSchema Schema => input.Schema;
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(input.GetRowCursor(With(columnsNeeded), rand), condition);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        Array.ConvertAll(input.GetRowCursorSet(With(columnsNeeded), n, rand), cursor => (DataViewRowCursor)new Cursor(cursor, condition));

    private IEnumerable<DataViewSchema.Column> With(IEnumerable<DataViewSchema.Column> columns) => tested is { } column ? columns.Append(column) : columns;

    private sealed class Cursor(DataViewRowCursor source, Func<DataViewRow, Func<bool>> condition) : LinkedCursor(source)
    {
        private readonly Func<bool> _keeps = condition(source);

        protected override bool MoveSource()
        {
            while (Source.MoveNext())
                if (_keeps())
                    return true;
            return false;
        }
    }
}
