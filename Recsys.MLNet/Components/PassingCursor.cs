using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>A cursor when none of a component's columns is asked for: the source's rows as they come, nothing computed.</summary>
internal sealed class PassingCursor(ComponentBinding binding, DataViewRowCursor source, IEnumerable<DataViewSchema.Column> wanted) : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. wanted.Select(column => column.Index)];

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override DataViewSchema Schema => binding.Output;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _active.Contains(column.Index) ? source.GetGetter<TValue>(binding.Input[column.Index]) : throw ActiveColumns.NotActive(column);

    public override bool MoveNext() => source.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
