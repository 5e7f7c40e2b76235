using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A cursor over another one with the same schema that decides which rows come and in what order.</summary>
internal abstract class LinkedCursor(DataViewRowCursor source) : DataViewRowCursor
{
    private long _position = -1;

    protected DataViewRowCursor Source { get; } = source;

    public override long Position => _position;
    public override long Batch => Source.Batch;
    public override DataViewSchema Schema => Source.Schema;
    public override ValueGetter<DataViewRowId> GetIdGetter() => Source.GetIdGetter();
    public override bool IsColumnActive(DataViewSchema.Column column) => Source.IsColumnActive(column);
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Source.GetGetter<TValue>(column);

    public override bool MoveNext()
    {
        if (!MoveSource())
            return false;
        _position++;
        return true;
    }

    protected abstract bool MoveSource();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Source.Dispose();
        base.Dispose(disposing);
    }
}
