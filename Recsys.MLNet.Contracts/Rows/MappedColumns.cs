namespace Microsoft.ML;

/// <summary>The columns of a mapped row: those of the input passed on, the added ones computed.</summary>
internal sealed class MappedColumns
{
    private readonly RowMapping _mapping;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly Delegate[] _getters;

    public MappedColumns(RowMapping mapping, DataViewRow input, IEnumerable<DataViewSchema.Column> active)
    {
        (_mapping, _input) = (mapping, input);
        var wanted = active.ToList();
        _active = new bool[mapping.Output.Count];
        foreach (var column in wanted)
            _active[column.Index] = true;
        _getters = mapping.Getters(input, mapping.ActiveIn(wanted));
    }

    public bool IsActive(DataViewSchema.Column column) => _active[_mapping.Output.Check(column)];

    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column)
    {
        int place = _mapping.Output.Check(column);
        if (!_active[place])
            throw new ArgumentOutOfRangeException(nameof(column), $"Requested column '{column.Name}' is not active");
        return place < _mapping.Input.Count
            ? _input.GetGetter<TValue>(_mapping.Input[place])
            : Getters.Cast<TValue>(_getters[place - _mapping.Input.Count], column);
    }
}
