namespace Microsoft.ML;

/// <summary>How a stock transformer adds columns to rows of one schema: what its view, its cursors and its mapper have in common.</summary>
internal abstract class RowMapping
{
    protected RowMapping(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        Input = input;
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        schema.AddColumns(added);
        Output = schema.ToSchema();
    }

    public DataViewSchema Input { get; }
    public DataViewSchema Output { get; }
    public int AddedCount => Output.Count - Input.Count;

    /// <summary>Input columns that the added columns marked active are computed from.</summary>
    public abstract IEnumerable<DataViewSchema.Column> Needs(bool[] active);

    /// <summary>Getters of the active added columns over a row; null for the others.</summary>
    public abstract Delegate[] Getters(DataViewRow input, bool[] active);

    public bool[] ActiveIn(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[AddedCount];
        foreach (var column in columns)
            if (column.Index >= Input.Count)
                active[column.Index - Input.Count] = true;
        return active;
    }

    public List<DataViewSchema.Column> InputsFor(IEnumerable<DataViewSchema.Column> columns)
    {
        var wanted = columns.ToList();
        var needed = wanted.Where(column => column.Index < Input.Count).Select(column => Input[column.Index]).ToList();
        needed.AddRange(Needs(ActiveIn(wanted)));
        return [.. needed.DistinctBy(column => column.Index)];
    }
}
