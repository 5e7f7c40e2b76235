using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A cursor with the columns of a mapping added, row by row.</summary>
internal sealed class MappedCursor(RowMapping mapping, DataViewRowCursor input, IEnumerable<DataViewSchema.Column> active) : DataViewRowCursor
{
    private readonly MappedColumns _columns = new(mapping, input, active);

    public override long Position => input.Position;
    public override long Batch => input.Batch;
    public override DataViewSchema Schema => mapping.Output;
    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Getter<TValue>(column);
    public override bool MoveNext() => input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
