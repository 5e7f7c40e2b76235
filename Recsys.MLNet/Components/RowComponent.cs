using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>A fitted component of Recsys.MLNet: named input columns, named output columns, and a computation on batches of rows.</summary>
/// <remarks>
/// Derive, name the columns and implement <see cref="Compute"/>; cursors that read ahead, prediction engines, schemas, saving and
/// cancellation are here. docs/ml-net.md shows the few lines that a component takes. A component is immutable and safe for many
/// threads: <see cref="Compute"/> may run for several batches at once and must give a row the same values in any batch.
/// </remarks>
public abstract class RowComponent : ITransformer, ISavedModel
{
    private readonly FittingView _fitting = new();
    private int _batchRows = 128;
    private RunSettings _run = RunSettings.Default;

    /// <summary>How many rows are read ahead and computed at once. Default 128; 1 computes row by row. It changes no value, and is not saved.</summary>
    public int BatchRows
    {
        get => _batchRows;
        init => _batchRows = CheckRows(value);
    }

    /// <summary>Cancellation while rows are computed, and threads for components that use them. Not saved.</summary>
    public RunSettings Run
    {
        get => _run;
        init => _run = value ?? RunSettings.Default;
    }

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public virtual int FormatVersion => 1;

    /// <summary>The columns it reads.</summary>
    protected internal abstract IReadOnlyList<ComponentInput> Inputs { get; }

    /// <summary>The columns it adds to data of that schema, in which the inputs have been found.</summary>
    protected internal abstract IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema);

    /// <summary>Computes the outputs of a batch from its inputs.</summary>
    protected internal abstract void Compute(RowBatch batch);

    /// <inheritdoc/>
    public abstract void Write(SectionWriter writer);

    /// <summary>True: rows do not depend on each other.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new ComponentBinding(this, inputSchema).Output;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var component = _fitting.Take(input) ?? this;
        return new ComponentView(new ComponentBinding(component, input.Schema), input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ComponentMapper(new ComponentBinding(this, inputSchema));

    /// <summary>Called by ML.NET's own saving, which cannot carry our parameters: leaves a mark for <c>ml.Model.LoadRecsys</c>.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedMark.Save(ctx);

    /// <summary>The same component, computing that many rows at once.</summary>
    public RowComponent InBatchesOf(int rows)
    {
        var copy = (RowComponent)MemberwiseClone();
        copy._batchRows = CheckRows(rows);
        return copy;
    }

    /// <summary>The same component under other run settings.</summary>
    public RowComponent Under(RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var copy = (RowComponent)MemberwiseClone();
        copy._run = run;
        return copy;
    }

    /// <summary>Lets the first <see cref="Transform"/> of a view, which is what a chain of estimators feeds to its next stage, be done by another component.</summary>
    /// <remarks>That is how a stage that is fitted on labels gives the next one scores that have not seen them. <see cref="OutOfFold"/> makes use of it.</remarks>
    internal void WhileFitting(IDataView view, RowComponent component) => _fitting.Set(view, component);

    private static int CheckRows(int rows) => rows > 0 ? rows : throw new ArgumentOutOfRangeException(nameof(rows), rows, "A batch holds 1 row or more; 128 suits most components.");
}
