using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Values of one input of a batch, row after row.</summary>
internal abstract class InputReader<T> : InputReader
{
    private int[] _ends = new int[4];
    private T[] _values = new T[4];
    private int _rows;

    public ReadOnlySpan<T> All => _values.AsSpan(0, End(_rows));

    public ReadOnlySpan<T> Row(int row) => _values.AsSpan(End(row), End(row + 1) - End(row));

    public override void Clear() => _rows = 0;

    /// <summary>Room for the values of one more row.</summary>
    protected Span<T> Add(int count)
    {
        int start = End(_rows);
        if (_rows + 1 > _ends.Length)
            Array.Resize(ref _ends, 2 * _ends.Length);
        if (start + count > _values.Length)
            Array.Resize(ref _values, Math.Max(start + count, 2 * _values.Length));
        _ends[_rows++] = start + count;
        return _values.AsSpan(start, count);
    }

    private int End(int rows) => rows == 0 ? 0 : _ends[rows - 1];
}

/// <summary>An input of one value a row.</summary>
internal sealed class ScalarReader<TRaw, T>(ValueGetter<TRaw> getter, Func<TRaw, T> convert) : InputReader<T>
{
    private TRaw _value = default!;

    public override void Append()
    {
        getter(ref _value);
        Add(1)[0] = convert(_value);
    }
}

/// <summary>An input of any number of values a row; sparse vectors are filled up.</summary>
internal sealed class VectorReader<TRaw, T>(ValueGetter<VBuffer<TRaw>> getter, Func<TRaw, T> convert) : InputReader<T>
{
    private VBuffer<TRaw> _vector;

    public override void Append()
    {
        getter(ref _vector);
        var values = _vector.GetValues();
        var into = Add(_vector.Length);
        if (_vector.IsDense)
        {
            for (int i = 0; i < values.Length; i++)
                into[i] = convert(values[i]);
            return;
        }
        into.Fill(convert(default!));
        var indices = _vector.GetIndices();
        for (int i = 0; i < values.Length; i++)
            into[indices[i]] = convert(values[i]);
    }
}
