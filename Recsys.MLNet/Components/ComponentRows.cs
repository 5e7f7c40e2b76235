using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Reads a view batch by batch: how estimators get at their data.</summary>
public static class ComponentRows
{
    private const int BatchRows = 4096;

    /// <summary>Calls <paramref name="read"/> with each batch of rows, in order, on this thread.</summary>
    /// <param name="view">The data.</param>
    /// <param name="component">The component's name in messages, such as <c>als</c>.</param>
    /// <param name="inputs">Columns to read; ids may grow their vocabularies.</param>
    /// <param name="run">Cancellation.</param>
    /// <param name="read">Reads a batch; its spans are valid until it returns.</param>
    /// <exception cref="SchemaMismatchException">A column is not there or of the wrong type.</exception>
    public static void ForEachBatch(IDataView view, string component, IReadOnlyList<ComponentInput> inputs, RunSettings run, Action<RowBatch> read)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(read);
        var columns = inputs.Select(input => ComponentBinding.Find(component, view.Schema, input)).DistinctBy(column => column.Index).ToList();
        using var cursor = view.GetRowCursor(columns);
        var batch = new RowBatch(cursor, inputs, [], read);
        while (cursor.MoveNext())
        {
            batch.Append();
            if (batch.Count < BatchRows)
                continue;
            run.Cancellation.ThrowIfCancellationRequested();
            batch.Compute();
            batch.Clear();
        }
        run.Cancellation.ThrowIfCancellationRequested();
        if (batch.Count > 0)
            batch.Compute();
    }

    /// <summary>The size of a vector column, which must be known and not 0.</summary>
    /// <exception cref="SchemaMismatchException">There is no such column, or its vectors vary in length.</exception>
    public static int VectorSize(DataViewSchema schema, string column, string component)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var found = ComponentBinding.Find(component, schema, ComponentInput.Vector(column));
        return found.Type is VectorDataViewType { IsKnownSize: true, Size: var size } ? size
            : throw new SchemaMismatchException($"Column '{column}' is a {found.Type}; '{component}' needs vectors of one known size. Give its member [VectorType(size)].");
    }
}
