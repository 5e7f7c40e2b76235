using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Rows of (column, value) pairs in three flat arrays, in whatever order each row was given.</summary>
/// <remarks>Shapes: starts (rows + 1), columns and values (entries). Immutable.</remarks>
public sealed class SparseRows
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    internal SparseRows(int columnCount, int[] starts, int[] columns, float[] values)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != columns.Length || columns.Length != values.Length)
            throw new ModelFormatException($"Rows of {starts.Length - 1} starts, {columns.Length} columns and {values.Length} values do not fit together. The file is damaged; save or download it again.");
        for (int r = 1; r < starts.Length; r++)
            if (starts[r] < starts[r - 1])
                throw new ModelFormatException($"Row {r - 1} ends before it starts. The file is damaged; save or download it again.");
        foreach (int column in columns)
            if ((uint)column >= (uint)columnCount)
                throw new ModelFormatException($"A row names column {column} of {columnCount}. The file is damaged; save or download it again.");
        (ColumnCount, _starts, _columns, _values) = (columnCount, starts, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows => _starts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of entries.</summary>
    public int Count => _columns.Length;

    /// <summary>Columns of a row's entries.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Values of a row's entries.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Joins rows that were made one by one.</summary>
    internal static SparseRows Join(int columnCount, (int[] Columns, float[] Values)[] rows)
    {
        var starts = new int[rows.Length + 1];
        for (int r = 0; r < rows.Length; r++)
            starts[r + 1] = checked(starts[r] + rows[r].Columns.Length);
        var columns = new int[starts[^1]];
        var values = new float[starts[^1]];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r].Columns.CopyTo(columns, starts[r]);
            rows[r].Values.CopyTo(values, starts[r]);
        }
        return new(columnCount, starts, columns, values);
    }

    /// <summary>The same entries with rows and columns exchanged; rows ascend within each column.</summary>
    internal SparseRows Transpose()
    {
        var starts = new int[ColumnCount + 1];
        foreach (int column in _columns)
            starts[column + 1]++;
        for (int c = 0; c < ColumnCount; c++)
            starts[c + 1] += starts[c];
        var next = starts.AsSpan(0, ColumnCount).ToArray();
        var rows = new int[Count];
        var values = new float[Count];
        for (int r = 0; r < Rows; r++)
        {
            for (int i = _starts[r]; i < _starts[r + 1]; i++)
            {
                int at = next[_columns[i]]++;
                rows[at] = r;
                values[at] = _values[i];
            }
        }
        return new(Rows, starts, rows, values);
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write(ColumnCount);
        writer.Write<int>(_starts);
        writer.Write<int>(_columns);
        writer.Write<float>(_values);
    }

    internal static SparseRows Read(SectionReader reader) =>
        new(reader.ReadInt(), reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadArray<float>());
}
