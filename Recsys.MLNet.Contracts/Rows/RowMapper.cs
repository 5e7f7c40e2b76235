using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A mapping as the row-to-row mapper that prediction engines ask for.</summary>
internal sealed class RowMapper(RowMapping mapping) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mapping.Input;
    public DataViewSchema OutputSchema => mapping.Output;
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => mapping.InputsFor(dependingColumns);
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new MappedRow(mapping, input, activeColumns);
}
