using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>A view with a component's columns added.</summary>
internal sealed class ComponentView(ComponentBinding binding, IDataView source) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => binding.Output;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var wanted = columnsNeeded.ToList();
        return Cursor(source.GetRowCursor(binding.Needs(wanted), rand), wanted);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var wanted = columnsNeeded.ToList();
        return Array.ConvertAll(source.GetRowCursorSet(binding.Needs(wanted), n, rand), cursor => Cursor(cursor, wanted));
    }

    private DataViewRowCursor Cursor(DataViewRowCursor cursor, List<DataViewSchema.Column> wanted) =>
        binding.Asks(wanted) ? new ReadAheadCursor(binding, cursor, wanted) : new PassingCursor(binding, cursor, wanted);
}
