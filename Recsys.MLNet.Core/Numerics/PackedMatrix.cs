namespace Recsys.MLNet.Numerics;

/// <summary>The right-hand matrix B (K, N) of a product, arranged once for the kernels of <see cref="Gemm"/>.</summary>
/// <remarks>Immutable and shared freely between threads. Pack weights once, multiply many times.</remarks>
public sealed class PackedMatrix
{
    private PackedMatrix(int k, int n, float[] values) => (K, N, Values) = (k, n, values);

    /// <summary>Rows of B: the dimension summed over.</summary>
    public int K { get; }

    /// <summary>Columns of B.</summary>
    public int N { get; }

    /// <summary>The packed values.</summary>
    internal float[] Values { get; }

    /// <summary>Packs B given row-major (K, N).</summary>
    public static PackedMatrix Pack(ReadOnlySpan<float> b, int k, int n)
    {
        if (b.Length != (long)k * n)
            throw new ArgumentException($"b holds {b.Length} values; expected {k} rows x {n} columns = {(long)k * n}.");
        return new(k, n, b.ToArray());
    }

    /// <summary>Packs B given transposed, row-major (N, K), as weight files often hold it.</summary>
    public static PackedMatrix PackTransposed(ReadOnlySpan<float> bTransposed, int k, int n)
    {
        if (bTransposed.Length != (long)k * n)
            throw new ArgumentException($"bTransposed holds {bTransposed.Length} values; expected {n} rows x {k} columns = {(long)k * n}.");
        var b = new float[k * n];
        for (int i = 0; i < k; i++)
            for (int j = 0; j < n; j++)
                b[i * n + j] = bTransposed[j * k + i];
        return new(k, n, b);
    }
}
