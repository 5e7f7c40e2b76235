using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>The values of one output of the rows of a batch.</summary>
internal abstract class OutputBuffer
{
    /// <summary>A getter of the value of the batch's current row.</summary>
    public abstract Delegate Getter(RowBatch batch);

    /// <summary>Makes room for rows and forgets what was there.</summary>
    public abstract void Reset(int rows);

    public static OutputBuffer Create(ComponentOutput output)
    {
        var vector = output.Type as VectorDataViewType;
        var item = vector?.ItemType ?? output.Type;
        var kind = output.IsByRow ? typeof(RowOutput<>) : vector is null ? typeof(ScalarOutput<>) : typeof(VectorOutput<>);
        return (OutputBuffer)Activator.CreateInstance(kind.MakeGenericType(item.RawType), vector?.Size ?? 1)!;
    }
}

/// <summary>Values in one array, the same number for each row.</summary>
internal abstract class FlatOutput<T>(int width) : OutputBuffer
{
    private T[] _values = [];
    private int _rows;

    public Span<T> All => _values.AsSpan(0, _rows * Width);

    protected int Width { get; } = width;

    public Span<T> Row(int row) => _values.AsSpan(row * Width, Width);

    public override void Reset(int rows)
    {
        if (_values.Length < rows * Width)
            _values = new T[rows * Width];
        _rows = rows;
        All.Clear();
    }
}

/// <summary>One value a row.</summary>
internal sealed class ScalarOutput<T>(int width) : FlatOutput<T>(width)
{
    public override Delegate Getter(RowBatch batch) => (ValueGetter<T>)((ref T value) => value = Row(batch.Computed())[0]);
}

/// <summary>A vector of a fixed size a row.</summary>
internal sealed class VectorOutput<T>(int width) : FlatOutput<T>(width)
{
    public override Delegate Getter(RowBatch batch) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        var row = Row(batch.Computed());
        var editor = VBufferEditor.Create(ref value, Width);
        row.CopyTo(editor.Values);
        value = editor.Commit();
    });
}

/// <summary>A vector of its own a row.</summary>
internal sealed class RowOutput<T>(int size) : OutputBuffer
{
    private VBuffer<T>[] _rows = [];

    public override void Reset(int rows)
    {
        if (_rows.Length < rows)
            _rows = new VBuffer<T>[rows];
        _rows.AsSpan(0, rows).Fill(new VBuffer<T>(size, 0, [], []));
    }

    public void Set(int row, VBuffer<T> value)
    {
        if (size > 0 && value.Length != size)
            throw new ArgumentException($"A vector of length {value.Length} was given to a column of size {size}.", nameof(value));
        _rows[row] = value;
    }

    public override Delegate Getter(RowBatch batch) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        int row = batch.Computed(); // first: it may make room
        _rows[row].CopyTo(ref value);
    });
}
