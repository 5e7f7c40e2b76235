using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Reads a batch of rows ahead, so that a component computes on many rows at once, and then hands them out one by one.</summary>
internal sealed class ReadAheadCursor : DataViewRowCursor
{
    private readonly ComponentBinding _binding;
    private readonly DataViewRowCursor _source;
    private readonly RowBatch _batch;
    private readonly List<PassedColumn> _passed = [];
    private readonly ActiveColumns _columns;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private long _position = -1;
    private bool _ended;

    public ReadAheadCursor(ComponentBinding binding, DataViewRowCursor source, IReadOnlyList<DataViewSchema.Column> wanted)
    {
        (_binding, _source, _batch) = (binding, source, binding.Batch(source));
        int rows = Math.Max(1, binding.Component.BatchRows);
        (_ids, _batches, _getId) = (new DataViewRowId[rows], new long[rows], source.GetIdGetter());
        _columns = new(binding.Output);
        foreach (var column in wanted.DistinctBy(column => column.Index))
        {
            if (column.Index >= binding.Input.Count)
            {
                _columns.Set(column.Index, _batch.Getter(column.Index - binding.Input.Count));
                continue;
            }
            var passed = PassedColumn.Create(source, binding.Input[column.Index], rows);
            _passed.Add(passed);
            _columns.Set(column.Index, passed.Getter(_batch));
        }
    }

    public override long Position => _position;

    public override long Batch => _batch.Current >= 0 && _batch.Current < _batch.Count ? _batches[_batch.Current] : 0;

    public override DataViewSchema Schema => _binding.Output;

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Get<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[_batch.Current];

    public override bool MoveNext()
    {
        if (_batch.Current + 1 >= _batch.Count && !Fill())
            return false;
        _batch.Current++;
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _binding.Component.Run.Cancellation.ThrowIfCancellationRequested();
        _batch.Clear();
        _batch.Current = -1;
        while (!_ended && _batch.Count < _ids.Length)
        {
            if (!_source.MoveNext())
            {
                _ended = true; // a source is not asked again after its end
                break;
            }
            int row = _batch.Count;
            _getId(ref _ids[row]);
            _batches[row] = _source.Batch;
            foreach (var passed in _passed)
                passed.Keep(row);
            _batch.Append();
        }
        return _batch.Count > 0;
    }
}
