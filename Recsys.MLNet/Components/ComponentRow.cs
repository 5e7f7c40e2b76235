using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>A single row with a component's columns added: a batch of one, computed once for each position of its source.</summary>
internal sealed class ComponentRow : DataViewRow
{
    private readonly ComponentBinding _binding;
    private readonly DataViewRow _source;
    private readonly HashSet<int> _active;
    private readonly RowBatch? _batch;
    private long _computed = long.MinValue;

    public ComponentRow(ComponentBinding binding, DataViewRow source, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        (_binding, _source) = (binding, source);
        _active = [.. activeColumns.Select(column => column.Index)];
        if (_active.Any(column => column >= binding.Input.Count))
            _batch = binding.Batch(source);
    }

    public override long Position => _source.Position;

    public override long Batch => _source.Batch;

    public override DataViewSchema Schema => _binding.Output;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active.Contains(column.Index))
            throw ActiveColumns.NotActive(column);
        if (column.Index < _binding.Input.Count)
            return _source.GetGetter<TValue>(_binding.Input[column.Index]);
        var getter = _batch!.Getter(column.Index - _binding.Input.Count) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is a {column.Type}, read as {column.Type.RawType}; {typeof(TValue)} was asked for.");
        return (ref TValue value) =>
        {
            if (_computed != _source.Position)
                Read();
            getter(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        base.Dispose(disposing);
    }

    private void Read()
    {
        _batch!.Clear();
        _batch.Append();
        _batch.Current = 0;
        _computed = _source.Position;
    }
}
