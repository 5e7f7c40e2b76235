namespace Recsys.MLNet.Numerics;

/// <summary>Matrix products in single precision.</summary>
/// <remarks>
/// <code>C = A·B (+ bias, or + C)</code>
/// Shapes: A (M, K), B (K, N), C (M, N), bias (N); row-major, with leading dimensions lda ≥ K, ldb ≥ N, ldc ≥ N where given.
/// C must not alias A or B.
/// </remarks>
public static class Gemm
{
    /// <summary>C = A·B + bias for a packed B; an empty bias is zero.</summary>
    public static void Multiply(ReadOnlySpan<float> a, int m, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(b);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < b.N; j++)
            {
                float sum = bias.IsEmpty ? 0 : bias[j];
                for (int k = 0; k < b.K; k++)
                    sum += a[i * lda + k] * b.Values[k * b.N + j];
                c[i * ldc + j] = sum;
            }
        }
    }

    /// <summary>The general product on plain row-major matrices, packing inside: C = op(A)·op(B), or C += with <paramref name="accumulate"/>.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The dimension summed over.</param>
    /// <param name="a">A, (M, K), or (K, M) when <paramref name="transposeA"/>.</param>
    /// <param name="lda">Leading dimension of A as stored.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="b">B, (K, N), or (N, K) when <paramref name="transposeB"/>.</param>
    /// <param name="ldb">Leading dimension of B as stored.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="c">C, (M, N).</param>
    /// <param name="ldc">Leading dimension of C.</param>
    /// <param name="accumulate">Adds to C instead of replacing it.</param>
    /// <param name="threads">Threads to use; the result does not depend on it.</param>
    public static void Multiply(int m, int n, int k, ReadOnlySpan<float> a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB,
        Span<float> c, int ldc, bool accumulate = false, int threads = 1)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = accumulate ? c[i * ldc + j] : 0;
                for (int l = 0; l < k; l++)
                    sum += (transposeA ? a[l * lda + i] : a[i * lda + l]) * (transposeB ? b[j * ldb + l] : b[l * ldb + j]);
                c[i * ldc + j] = sum;
            }
        }
    }
}
