namespace Recsys.MLNet.Data;

/// <summary>A sparse matrix (rows, columns) of interaction weights in compressed rows; columns ascend within a row.</summary>
/// <remarks>Usually users × items; <see cref="Transpose"/> gives items × users. Immutable.</remarks>
public sealed class InteractionMatrix
{
    private readonly long[] _starts;
    private readonly int[] _columns;
    private readonly float[] _weights;

    private InteractionMatrix(int rows, int columns, long[] starts, int[] columnOf, float[] weights)
    {
        (Rows, Columns) = (rows, columns);
        (_starts, _columns, _weights) = (starts, columnOf, weights);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of stored entries.</summary>
    public int Count => _columns.Length;

    /// <summary>Builds from triples in any order; entries of one cell are added up.</summary>
    /// <exception cref="ArgumentException">Lengths differ, an index is out of range, or a weight is not finite.</exception>
    public static InteractionMatrix FromTriples(int rows, int columns, ReadOnlySpan<int> row, ReadOnlySpan<int> column, ReadOnlySpan<float> weight)
    {
        if (row.Length != column.Length || row.Length != weight.Length)
            throw new ArgumentException($"row, column and weight hold {row.Length}, {column.Length} and {weight.Length} values; expected the same number of each.");
        var starts = new long[rows + 1];
        for (int i = 0; i < row.Length; i++)
        {
            if ((uint)row[i] >= (uint)rows || (uint)column[i] >= (uint)columns)
                throw new ArgumentException($"Entry {i} is at ({row[i]}, {column[i]}); expected within {rows} rows and {columns} columns.");
            if (!float.IsFinite(weight[i]))
                throw new ArgumentException($"Entry {i} at ({row[i]}, {column[i]}) has weight {weight[i]}; expected a finite number.");
            starts[row[i] + 1]++;
        }
        for (int r = 0; r < rows; r++)
            starts[r + 1] += starts[r];
        var columnOf = new int[row.Length];
        var weights = new float[row.Length];
        var next = starts.AsSpan(0, rows).ToArray();
        for (int i = 0; i < row.Length; i++)
        {
            long at = next[row[i]]++;
            columnOf[at] = column[i];
            weights[at] = weight[i];
        }
        int kept = 0;
        for (int r = 0; r < rows; r++)
        {
            int from = (int)starts[r], length = (int)(starts[r + 1] - starts[r]);
            columnOf.AsSpan(from, length).Sort(weights.AsSpan(from, length));
            starts[r] = kept;
            for (int i = from; i < from + length; i++)
            {
                if (kept > starts[r] && columnOf[kept - 1] == columnOf[i])
                {
                    weights[kept - 1] += weights[i];
                    continue;
                }
                columnOf[kept] = columnOf[i];
                weights[kept++] = weights[i];
            }
        }
        starts[rows] = kept;
        if (kept < columnOf.Length)
        {
            Array.Resize(ref columnOf, kept);
            Array.Resize(ref weights, kept);
        }
        return new(rows, columns, starts, columnOf, weights);
    }

    /// <summary>Columns of the entries of a row, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan((int)_starts[row], (int)(_starts[row + 1] - _starts[row]));

    /// <summary>Weights of the entries of a row, beside <see cref="ColumnsOf"/>.</summary>
    public ReadOnlySpan<float> WeightsOf(int row) => _weights.AsSpan((int)_starts[row], (int)(_starts[row + 1] - _starts[row]));

    /// <summary>How many entries a row has.</summary>
    public int CountOf(int row) => (int)(_starts[row + 1] - _starts[row]);

    /// <summary>The same entries with rows and columns exchanged.</summary>
    public InteractionMatrix Transpose()
    {
        var starts = new long[Columns + 1];
        foreach (int column in _columns)
            starts[column + 1]++;
        for (int c = 0; c < Columns; c++)
            starts[c + 1] += starts[c];
        var next = starts.AsSpan(0, Columns).ToArray();
        var rowOf = new int[Count];
        var weights = new float[Count];
        for (int r = 0; r < Rows; r++)
        {
            for (long i = _starts[r]; i < _starts[r + 1]; i++)
            {
                long at = next[_columns[i]]++;
                rowOf[at] = r;
                weights[at] = _weights[i];
            }
        }
        return new(Columns, Rows, starts, rowOf, weights);
    }

    /// <summary>The same cells with every weight passed through a function.</summary>
    public InteractionMatrix Map(Func<float, float> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var mapped = new float[_weights.Length];
        for (int i = 0; i < mapped.Length; i++)
            mapped[i] = weight(_weights[i]);
        return new(Rows, Columns, _starts, _columns, mapped);
    }
}
