using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Row-to-row mappers in sequence.</summary>
internal sealed class ChainMapper(DataViewSchema input, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => input;
    public DataViewSchema OutputSchema => mappers.Count == 0 ? input : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var columns = dependingColumns;
        for (int i = mappers.Count - 1; i >= 0; i--)
            columns = mappers[i].GetDependencies(columns);
        return columns;
    }

    public DataViewRow GetRow(DataViewRow inputRow, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var active = new List<DataViewSchema.Column>[mappers.Count];
        var columns = activeColumns.ToList();
        for (int i = mappers.Count - 1; i >= 0; i--)
        {
            active[i] = columns;
            columns = [.. mappers[i].GetDependencies(columns)];
        }
        for (int i = 0; i < mappers.Count; i++)
            inputRow = mappers[i].GetRow(inputRow, active[i]);
        return inputRow;
    }
}
