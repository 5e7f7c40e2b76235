namespace Microsoft.ML;

/// <summary>A view with the columns of a mapping added.</summary>
internal sealed class MappedView(RowMapping mapping, IDataView input) : IDataView
{
    public bool CanShuffle => input.CanShuffle;
    public DataViewSchema Schema => mapping.Output;
    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var wanted = columnsNeeded.ToList();
        return new MappedCursor(mapping, input.GetRowCursor(mapping.InputsFor(wanted), rand), wanted);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var wanted = columnsNeeded.ToList();
        return Array.ConvertAll(input.GetRowCursorSet(mapping.InputsFor(wanted), n, rand), cursor => (DataViewRowCursor)new MappedCursor(mapping, cursor, wanted));
    }
}
