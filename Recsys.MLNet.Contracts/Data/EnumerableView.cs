using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Objects as a view: the members of their class are the columns.</summary>
internal sealed class EnumerableView<TRow> : IDataView where TRow : class
{
    private readonly IEnumerable<TRow> _rows;
    private readonly MemberColumn<TRow>[] _members;

    public EnumerableView(IEnumerable<TRow> rows, SchemaDefinition definition)
    {
        _rows = rows;
        _members = MemberColumn<TRow>.Of(definition, SchemaDefinition.Direction.Read);
        Schema = SchemaOf(_members);
    }

    public static DataViewSchema SchemaOf(MemberColumn<TRow>[] members)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var member in members)
            schema.AddColumn(member.Name, member.Type, member.Annotations);
        return schema.ToSchema();
    }

    public bool CanShuffle => false;
    public DataViewSchema Schema { get; }
    public long? GetRowCount() => (_rows as IList<TRow>)?.Count;
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) => new Cursor(this, columnsNeeded);
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly Holder<TRow> _current = new();
        private readonly IEnumerator<TRow> _rows;
        private readonly EnumerableView<TRow> _view;
        private readonly Delegate[] _getters;
        private long _position = -1;

        public Cursor(EnumerableView<TRow> view, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            _view = view;
            _rows = view._rows.GetEnumerator();
            _getters = new Delegate[view.Schema.Count];
            foreach (var column in columnsNeeded)
                _getters[view.Schema.Check(column)] = view._members[column.Index].Getter(_current);
        }

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => _view.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[Schema.Check(column)] is not null;
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[Schema.Check(column)], column);
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)_position, 0);

        public override bool MoveNext()
        {
            if (!_rows.MoveNext())
                return false;
            _current.Value = _rows.Current;
            _position++;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
