namespace Recsys.MLNet.Numerics;

/// <summary>A dense matrix (rows, columns) of floats, row-major in one array.</summary>
public sealed class RowMatrix
{
    /// <summary>A matrix of zeros.</summary>
    public RowMatrix(int rows, int columns) : this(rows, columns, new float[checked((int)Size(rows, columns))]) { }

    /// <summary>A matrix over existing values; the array is not copied.</summary>
    public RowMatrix(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != Size(rows, columns))
            throw new ArgumentException($"values holds {values.Length} numbers; expected {rows} rows x {columns} columns = {Size(rows, columns)}.");
        Rows = rows;
        Columns = columns;
        Values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, (Rows, Columns), row-major.</summary>
    public float[] Values { get; }

    /// <summary>Row <paramref name="i"/>, (Columns).</summary>
    public Span<float> Row(int i) => Values.AsSpan(i * Columns, Columns);

    private static long Size(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        long size = (long)rows * columns;
        if (size > Array.MaxLength)
            throw new ArgumentException($"A matrix of {rows} x {columns} = {size} numbers does not fit in one array of {Array.MaxLength}; use fewer columns.");
        return size;
    }
}
