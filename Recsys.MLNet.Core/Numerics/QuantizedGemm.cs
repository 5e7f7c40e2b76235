using System.Buffers;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>Matrix products with the right-hand side in 8 bits; the left-hand side is quantised row by row as it comes.</summary>
/// <remarks>
/// <code>C[i, j] = act(sa[i]·scale[j]·Σ_k qa[i, k]·q[k, j] + bias[j])</code>
/// Shapes: A (M, K) with lda ≥ K, B (K, N), C (M, N) with ldc ≥ N, bias (N) or empty.
/// The sums are whole numbers, so every instruction set gives the same result up to the activation; the error comes from the rounding
/// to 8 bits alone, about 0.4 % of a row's largest value times a column's largest value for each product. A row with NaN or ∞ gives NaN.
/// </remarks>
public static unsafe class QuantizedGemm
{
    /// <summary>C = act(A·B + bias).</summary>
    public static void Multiply(ReadOnlySpan<float> a, int m, int lda, QuantizedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, Activation activation = Activation.None, int threads = 1) =>
        Multiply(a, m, lda, b, bias, c, ldc, activation, threads, Int8Paths.Best);

    internal static void Multiply(ReadOnlySpan<float> a, int m, int lda, QuantizedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, Activation activation, int threads, Int8Path path)
    {
        ArgumentNullException.ThrowIfNull(b);
        Gemm.Require(a.Length, m, b.K, lda, nameof(a));
        Gemm.Require(c.Length, m, b.N, ldc, nameof(c));
        if (!bias.IsEmpty && bias.Length != b.N)
            throw new ArgumentException($"bias holds {bias.Length} values; expected {b.N}, one for each column, or none.", nameof(bias));
        if (m == 0 || b.N == 0)
            return;
        short[] rows = ArrayPool<short>.Shared.Rent(Math.Max(1, m * b.PaddedK));
        float[] scales = ArrayPool<float>.Shared.Rent(m);
        for (int i = 0; i < m; i++)
            scales[i] = QuantizedMatrix.QuantizeRow(a.Slice(i * lda, b.K), rows.AsSpan(i * b.PaddedK, b.PaddedK));
        fixed (short* pa = rows)
        fixed (float* pc = c, pBias = bias, pScales = scales)
        {
            var part = new Part { A = pa, RowScales = pScales, M = m, B = b, Bias = pBias, C = pc, Ldc = ldc, Activation = activation, Path = path };
            if (threads <= 1 || (double)m * b.N * b.K < 2e6)
            {
                part.Panels(0, b.Panels);
            }
            else
            {
                Share(part, threads);
            }
        }
        ArrayPool<short>.Shared.Return(rows);
        ArrayPool<float>.Shared.Return(scales);
        GC.KeepAlive(b);
    }

    // Apart from Multiply, so that only products worth sharing pay for the closure.
    private static void Share(Part part, int threads)
    {
        int parts = Math.Min(part.B.Panels, 4 * threads);
        WorkPool.For(parts, threads, p => part.Panels((int)((long)part.B.Panels * p / parts), (int)((long)part.B.Panels * (p + 1) / parts)));
    }

    private struct Part
    {
        public short* A;
        public float* RowScales, Bias, C;
        public int M, Ldc;
        public QuantizedMatrix B;
        public Activation Activation;
        public Int8Path Path;

        public readonly void Panels(int from, int to)
        {
            int* sums = stackalloc int[16 * Int8Tile.Rows];
            for (int panel = from; panel < to; panel++)
            {
                int first = panel * QuantizedMatrix.PanelWidth, columns = Math.Min(QuantizedMatrix.PanelWidth, B.N - first);
                sbyte* values = (sbyte*)B.Address + (long)first * B.PaddedK;
                for (int i = 0; i < M; i += Int8Tile.Rows)
                {
                    int rows = Math.Min(Int8Tile.Rows, M - i);
                    Int8Tile.Run(Path, rows, A + (nint)i * B.PaddedK, B.PaddedK, values, B.PaddedK, sums);
                    for (int r = 0; r < rows; r++)
                        Scale(sums + 16 * r, RowScales[i + r], first, columns, C + (nint)(i + r) * Ldc + first);
                }
            }
        }

        private readonly void Scale(int* sums, float rowScale, int first, int columns, float* c)
        {
            int j = 0;
            if (Vector256.IsHardwareAccelerated)
                for (; j <= columns - 8; j += 8)
                {
                    var factor = Vector256.Create(rowScale) * Vector256.LoadUnsafe(ref B.Scales[first + j]);
                    var scaled = Vector256.ConvertToSingle(Vector256.Load(sums + j)) * factor;
                    (Bias != null ? scaled + Vector256.Load(Bias + first + j) : scaled).Store(c + j);
                }
            for (; j < columns; j++)
                c[j] = sums[j] * (rowScale * B.Scales[first + j]) + (Bias != null ? Bias[first + j] : 0);
            if (Activation != Activation.None)
            {
                var strip = new Strip { Activation = Activation, C = c, Columns = columns };
                SimdWidths.Run(ref strip, SimdWidths.Best);
            }
        }
    }

    private struct Strip : ISimdWork
    {
        public Activation Activation;
        public float* C;
        public int Columns;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct => Activations<TSimd, V>.Apply(Activation, C, 0, 1, Columns);
    }
}
