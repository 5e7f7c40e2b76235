using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A view whose columns are kept in memory from their first use on.</summary>
internal sealed class CachedView(IDataView input) : IDataView
{
    private const int BlockRows = 64;
    private readonly Lock _gate = new();
    private readonly ColumnBuffer[] _columns = new ColumnBuffer[input.Schema.Count];
    private List<DataViewRowId> _ids;

    public bool CanShuffle => true;
    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount()
    {
        lock (_gate)
            return _ids?.Count ?? input.GetRowCount();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = Fill(columnsNeeded);
        var order = Enumerable.Range(0, _ids.Count).ToArray();
        rand?.Shuffle(order);
        return new Cursor(this, columns, order, _ => 0);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (rand is not null)
            return [GetRowCursor(columnsNeeded, rand)];
        var columns = Fill(columnsNeeded);
        int cursors = Math.Max(1, Math.Min(n, (_ids.Count + BlockRows - 1) / BlockRows));
        return [.. Enumerable.Range(0, cursors).Select(c =>
            new Cursor(this, columns, [.. Enumerable.Range(0, _ids.Count).Where(row => row / BlockRows % cursors == c)], row => row / BlockRows))];
    }

    private bool[] Fill(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[Schema.Check(column)] = true;
        lock (_gate)
        {
            var missing = Schema.Where(column => active[column.Index] && _columns[column.Index] is null).ToList();
            if (missing.Count == 0 && _ids is not null)
                return active;
            using var cursor = input.GetRowCursor(missing);
            var buffers = missing.ConvertAll(column => ColumnBuffer.Create(column.Type));
            for (int i = 0; i < missing.Count; i++)
                buffers[i].Attach(cursor, missing[i]);
            var (getId, id, ids) = (cursor.GetIdGetter(), default(DataViewRowId), new List<DataViewRowId>());
            while (cursor.MoveNext())
            {
                buffers.ForEach(buffer => buffer.Append());
                getId(ref id);
                ids.Add(id);
            }
            for (int i = 0; i < missing.Count; i++)
                _columns[missing[i].Index] = buffers[i];
            _ids ??= ids;
            return active;
        }
    }

    private sealed class Cursor(CachedView view, bool[] active, int[] order, Func<int, long> batch) : DataViewRowCursor
    {
        private int _next = -1;

        public override long Position => _next;
        public override long Batch => _next >= 0 && _next < order.Length ? batch(order[_next]) : 0;
        public override DataViewSchema Schema => view.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active[Schema.Check(column)];
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = view._ids[order[_next]];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            Getters.Cast<TValue>(IsColumnActive(column) ? view._columns[column.Index].Getter(() => order[_next]) : null, column);

        public override bool MoveNext() => ++_next < order.Length;
    }
}
