using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A fitted piece of a pipeline: maps views to views.</summary>
public interface ITransformer : ICanSaveModel
{
    bool IsRowToRowMapper { get; }
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);
    IDataView Transform(IDataView input);
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
