using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A view's rows in an order mixed within a pool of rows: what leaves the pool is drawn at random.</summary>
internal sealed class ShuffledView(IDataView input, int seed, int poolRows, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;
    public DataViewSchema Schema => input.Schema;
    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        rand ??= new Random(seed);
        var columns = columnsNeeded.ToList();
        return new Cursor(input.GetRowCursor(columns, shuffleSource && input.CanShuffle ? rand : null), columns, rand, poolRows);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : LinkedCursor
    {
        private readonly Dictionary<int, ColumnBuffer> _columns;
        private readonly List<DataViewRowId> _ids = [];
        private readonly ValueGetter<DataViewRowId> _getId;
        private readonly List<int> _waiting = [];
        private readonly Random _random;
        private readonly int _capacity;
        private int _current = -1;

        public Cursor(DataViewRowCursor source, List<DataViewSchema.Column> columns, Random random, int capacity) : base(source)
        {
            (_random, _capacity, _getId) = (random, Math.Max(1, capacity), source.GetIdGetter());
            _columns = columns.DistinctBy(column => column.Index).ToDictionary(column => column.Index, column => ColumnBuffer.Create(column.Type));
            foreach (var column in columns)
                _columns[column.Index].Attach(source, column);
        }

        public override long Batch => 0;
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[_current];
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            Getters.Cast<TValue>(IsColumnActive(column) ? _columns[column.Index].Getter(() => _current) : null, column);

        protected override bool MoveSource()
        {
            // The place of the row handed out last is free again.
            int free = _current;
            while (_waiting.Count < _capacity && Source.MoveNext())
            {
                Take(free >= 0 ? free : _ids.Count);
                free = -1;
            }
            if (_waiting.Count == 0)
                return false;
            int draw = _random.Next(_waiting.Count);
            _current = _waiting[draw];
            _waiting[draw] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return true;
        }

        private void Take(int place)
        {
            DataViewRowId id = default;
            _getId(ref id);
            bool append = place == _ids.Count;
            foreach (var column in _columns.Values)
            {
                if (append)
                    column.Append();
                else
                    column.Replace(place);
            }
            if (append)
                _ids.Add(id);
            else
                _ids[place] = id;
            _waiting.Add(place);
        }
    }
}
