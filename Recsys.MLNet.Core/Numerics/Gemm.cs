using System.Buffers;

namespace Recsys.MLNet.Numerics;

/// <summary>Matrix products in single precision.</summary>
/// <remarks>
/// <code>C = act(A·B + bias)      or      C (+)= op(A)·op(B)</code>
/// Shapes: A (M, K), B (K, N), C (M, N), bias (N); row-major, with leading dimensions lda ≥ K, ldb ≥ N, ldc ≥ N.
/// C must not alias A or B. Every element of C is one sum in the order of k: it depends neither on the number of threads, nor on M,
/// nor on which other rows are computed with it; between instruction sets the last bits differ.
/// Steady state allocates nothing on one thread; buffers come from the shared pool.
/// </remarks>
public static unsafe class Gemm
{
    private const int BlockDepth = 1024;
    private const int BlockValues = 1 << 20;

    /// <summary>C = A·B + bias for a packed B; an empty bias is zero.</summary>
    public static void Multiply(ReadOnlySpan<float> a, int m, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, int threads = 1) =>
        Multiply(a, m, lda, b, bias, c, ldc, Activation.None, threads);

    /// <summary>C = act(A·B + bias) for a packed B; an empty bias is zero.</summary>
    public static void Multiply(ReadOnlySpan<float> a, int m, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, Activation activation, int threads = 1) =>
        Multiply(a, m, lda, b, bias, c, ldc, activation, threads, null);

    /// <param name="a">A, (M, K).</param>
    /// <param name="m">Rows of A.</param>
    /// <param name="lda">Leading dimension of A.</param>
    /// <param name="b">B.</param>
    /// <param name="bias">N values, or none.</param>
    /// <param name="c">C, (M, N).</param>
    /// <param name="ldc">Leading dimension of C.</param>
    /// <param name="activation">Applied to every element of C.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="then">The matrix that the caller multiplies by next: few rows wait for weights, so its beginning is asked for at the end of this one.</param>
    internal static void Multiply(ReadOnlySpan<float> a, int m, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, Activation activation, int threads, PackedMatrix? then)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require(a.Length, m, b.K, lda, nameof(a));
        Require(c.Length, m, b.N, ldc, nameof(c));
        if (!bias.IsEmpty && bias.Length != b.N)
            throw new ArgumentException($"bias holds {bias.Length} values; expected {b.N}, one for each column, or none.", nameof(bias));
        long start = GemmMeter.Start();
        fixed (float* pa = a, pc = c, pBias = bias)
        {
            new GemmCall
            {
                A = pa,
                ARow = lda,
                AStep = 1,
                M = m,
                K = b.K,
                Panels = b.Panels,
                B = (void*)b.Address,
                Format = b.Format,
                C = pc,
                CRow = ldc,
                Bias = pBias,
                Activation = activation,
                Then = then is null ? null : (byte*)then.Address,
                ThenBytes = then is null ? 0 : (nint)Math.Min(then.Bytes, (long)then.K * then.Panels.Width * sizeof(float)),
            }.Run(threads);
        }
        GC.KeepAlive(b);
        GC.KeepAlive(then);
        GemmMeter.Stop(start, m, b.N, b.K);
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
        Span<float> c, int ldc, bool accumulate = false, int threads = 1) =>
        Multiply(m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, threads, SimdWidths.Best);

    internal static void Multiply(int m, int n, int k, ReadOnlySpan<float> a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB,
        Span<float> c, int ldc, bool accumulate, int threads, SimdWidth width)
    {
        Require(a.Length, transposeA ? k : m, transposeA ? m : k, lda, nameof(a));
        Require(b.Length, transposeB ? n : k, transposeB ? k : n, ldb, nameof(b));
        Require(c.Length, m, n, ldc, nameof(c));
        if (m == 0 || n == 0)
            return;
        long start = GemmMeter.Start();
        // B in blocks that stay in the last-level cache; the blocks of k follow one another, so sums keep their order.
        int depth = Math.Min(Math.Max(k, 1), BlockDepth), columns = (int)Math.Min(n, Math.Max(64, BlockValues / depth / 64 * 64));
        float[] buffer = ArrayPool<float>.Shared.Rent((int)new PanelLayout(width, depth, columns).Length + PanelLayout.Alignment);
        fixed (float* pa = a, pb = b, pc = c, free = buffer)
        {
            float* packed = (float*)PanelLayout.Align((nint)free);
            for (int j = 0; j < n; j += columns)
            {
                int from = 0;
                do
                {
                    int deep = Math.Min(depth, k - from);
                    var panels = new PanelLayout(width, deep, Math.Min(columns, n - j));
                    panels.Pack(pb + (transposeB ? (nint)j * ldb + from : (nint)from * ldb + j), ldb, transposeB, packed);
                    new GemmCall
                    {
                        A = pa + (transposeA ? (nint)from * lda : from),
                        ARow = transposeA ? 1 : lda,
                        AStep = transposeA ? lda : 1,
                        M = m,
                        K = deep,
                        Panels = panels,
                        B = packed,
                        C = pc + j,
                        CRow = ldc,
                        Accumulate = accumulate || from > 0,
                    }.Run(threads);
                    from += deep;
                }
                while (from < k);
            }
        }
        ArrayPool<float>.Shared.Return(buffer);
        GemmMeter.Stop(start, m, n, k);
    }

    /// <summary>The definition, in one readable loop. Tests hold every kernel to it.</summary>
    public static void Reference(int m, int n, int k, ReadOnlySpan<float> a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB,
        Span<float> c, int ldc, bool accumulate = false)
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

    internal static void Require(long length, int rows, int columns, int ld, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows, name);
        ArgumentOutOfRangeException.ThrowIfNegative(columns, name);
        long wanted = rows == 0 || columns == 0 ? 0 : (rows - 1L) * ld + columns;
        if (ld < columns || length < wanted)
            throw new ArgumentException($"{name} holds {length} values at leading dimension {ld}; expected at least {wanted} for {rows} rows x {columns} columns, and a leading dimension of at least {columns}.", name);
    }
}
