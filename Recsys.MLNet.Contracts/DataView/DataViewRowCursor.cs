namespace Microsoft.ML;

/// <summary>Moves over the rows of a view, forward only; before the first row <see cref="DataViewRow.Position"/> is −1.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    protected DataViewRowCursor() { }

    public abstract bool MoveNext();
}
