using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Some rows, column by column: what a component computes on. One thread at a time.</summary>
/// <remarks>
/// Inputs and outputs are numbered in the order in which the component names them. A prediction engine's single row is a batch
/// of one, so a component has one implementation.
/// </remarks>
public sealed class RowBatch
{
    private readonly InputReader?[] _inputs;
    private readonly OutputBuffer[] _outputs;
    private readonly Action<RowBatch> _compute;
    private object? _scratch;
    private bool _computed;

    internal RowBatch(DataViewRow source, IReadOnlyList<ComponentInput> inputs, IReadOnlyList<ComponentOutput> outputs, Action<RowBatch> compute)
    {
        _inputs = [.. inputs.Select(input => input.IsOptional && source.Schema.GetColumnOrNull(input.Column) is null ? null : InputReader.Create(input, source))];
        _outputs = [.. outputs.Select(OutputBuffer.Create)];
        _compute = compute;
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many outputs there are.</summary>
    internal int OutputCount => _outputs.Length;

    /// <summary>The row that getters read.</summary>
    internal int Current { get; set; } = -1;

    /// <summary>Whether the data has an optional input.</summary>
    public bool Has(int input) => _inputs[input] is not null;

    /// <summary>An input's values of all rows one after another: one a row unless the input is a vector.</summary>
    public ReadOnlySpan<T> Column<T>(int input) => Input<T>(input).All;

    /// <summary>An input's values of one row.</summary>
    public ReadOnlySpan<T> Row<T>(int input, int row) => Input<T>(input).Row(row);

    /// <summary>Where an output's values go: (rows, width), row-major, width 1 unless the output is a vector; zero at first.</summary>
    public Span<T> Output<T>(int output) => Flat<T>(output).All;

    /// <summary>Where an output's values of one row go.</summary>
    public Span<T> Output<T>(int output, int row) => Flat<T>(output).Row(row);

    /// <summary>Gives one row of an output that is sparse or varies in length; the vector's arrays are kept, not copied.</summary>
    public void SetRow<T>(int output, int row, VBuffer<T> value) =>
        (_outputs[output] as RowOutput<T> ?? throw new InvalidOperationException($"Output {output} is not given row by row; write into Output<T>({output}).")).Set(row, value);

    /// <summary>An object that stays with this batch's cursor: buffers that need not be made anew for each batch.</summary>
    public T Scratch<T>(Func<T> make) where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        return (T)(_scratch ??= make());
    }

    internal Delegate Getter(int output) => _outputs[output].Getter(this);

    internal void Clear()
    {
        Count = 0;
        _computed = false;
        foreach (var input in _inputs)
            input?.Clear();
    }

    internal void Append()
    {
        foreach (var input in _inputs)
            input?.Append();
        Count++;
    }

    /// <summary>The current row, after its batch has been computed; nothing is computed that nobody asks for.</summary>
    internal int Computed()
    {
        if (!_computed)
            Compute();
        return Current;
    }

    internal void Compute()
    {
        foreach (var output in _outputs)
            output.Reset(Count);
        _compute(this);
        _computed = true;
    }

    private InputReader<T> Input<T>(int input) => _inputs[input] as InputReader<T>
        ?? throw new InvalidOperationException($"Input {input} does not hold {typeof(T).Name}; ComponentInput's factory methods say what each kind gives.");

    private FlatOutput<T> Flat<T>(int output) => _outputs[output] as FlatOutput<T>
        ?? throw new InvalidOperationException($"Output {output} does not hold {typeof(T).Name} in one span; ComponentOutput's factory methods say what each kind takes.");
}
