using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>The right-hand matrix B (K, N) of a product in 8 bits, one scale for each column.</summary>
/// <remarks>
/// <code>B[k, j] ≈ scale[j]·q[k, j],  q in −127..127,  scale[j] = max_k |B[k, j]| / 127</code>
/// Layout: panels of sixteen columns; in a panel four values of one column lie together, as the multiply-add of bytes wants them:
/// [K/4][16][4], K and N padded with zeros. A quarter of the memory of single precision. Immutable.
/// </remarks>
public sealed unsafe class QuantizedMatrix
{
    internal const int PanelWidth = 16;
    private readonly sbyte[] _memory;

    private QuantizedMatrix(ReadOnlySpan<float> b, int k, int n, bool transposed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (b.Length != (long)k * n)
            throw new ArgumentException($"b holds {b.Length} values; expected {(transposed ? n : k)} rows x {(transposed ? k : n)} columns = {(long)k * n}.", nameof(b));
        (K, N, PaddedK) = (k, n, (k + 3) / 4 * 4);
        Panels = (n + PanelWidth - 1) / PanelWidth;
        long length = (long)Panels * PanelWidth * PaddedK + 64;
        if (length > Array.MaxLength)
            throw new ArgumentException($"A quantised matrix of {k} x {n} does not fit in one array of {Array.MaxLength} bytes; use several parts of fewer columns.", nameof(b));
        _memory = GC.AllocateArray<sbyte>((int)length, pinned: true);
        fixed (sbyte* memory = _memory)
            Address = PanelLayout.Align((nint)memory);
        Scales = new float[Panels * PanelWidth];
        for (int j = 0; j < n; j++)
            Quantize(b, j, transposed);
    }

    /// <summary>Rows of B: the dimension summed over.</summary>
    public int K { get; }

    /// <summary>Columns of B.</summary>
    public int N { get; }

    /// <summary>Bytes of memory the values take.</summary>
    public long Bytes => (long)Panels * PanelWidth * (PaddedK + sizeof(float));

    internal int PaddedK { get; }

    internal int Panels { get; }

    internal float[] Scales { get; }

    internal nint Address { get; }

    /// <summary>Quantises B given row-major (K, N).</summary>
    public static QuantizedMatrix Pack(ReadOnlySpan<float> b, int k, int n) => new(b, k, n, transposed: false);

    /// <summary>Quantises B given transposed, row-major (N, K): rows of an item table are its columns.</summary>
    public static QuantizedMatrix PackTransposed(ReadOnlySpan<float> bTransposed, int k, int n) => new(bTransposed, k, n, transposed: true);

    /// <summary>A row in 16 bits holding values of 8: q[k] = round(x[k] / scale), rounded to even; returns the scale. NaN and ±∞ make the scale NaN.</summary>
    internal static float QuantizeRow(ReadOnlySpan<float> x, Span<short> q)
    {
        float largest = x.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(x)); // NaN where there is one
        bool finite = float.IsFinite(largest);
        q[x.Length..].Clear();
        if (!finite || largest == 0)
        {
            q[..x.Length].Clear();
            return finite ? 0 : float.NaN;
        }
        float inverse = 127 / largest;
        if (!float.IsFinite(inverse)) // only subnormal values: nothing to tell apart
        {
            q[..x.Length].Clear();
            return 0;
        }
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; at <= x.Length - 16; at += 16)
            {
                var low = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Create(x[at..]) * inverse));
                var high = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Create(x[(at + 8)..]) * inverse));
                Vector256.Narrow(low, high).CopyTo(q[at..]);
            }
        for (; at < x.Length; at++)
            q[at] = (short)MathF.Round(x[at] * inverse);
        return largest / 127;
    }

    private void Quantize(ReadOnlySpan<float> b, int j, bool transposed)
    {
        float largest = 0;
        for (int i = 0; i < K; i++)
        {
            float v = transposed ? b[j * K + i] : b[i * N + j];
            if (!float.IsFinite(v))
                throw new ArgumentException($"b holds {v} at row {i}, column {j}; only finite numbers can be quantised.", nameof(b));
            largest = Math.Max(largest, Math.Abs(v));
        }
        float inverse = 127 / largest;
        if (!float.IsFinite(inverse))
            return;
        Scales[j] = largest / 127;
        sbyte* panel = (sbyte*)Address + (long)(j / PanelWidth) * PanelWidth * PaddedK;
        for (int i = 0; i < K; i++)
        {
            var q = (sbyte)MathF.Round((transposed ? b[j * K + i] : b[i * N + j]) * inverse);
            panel[(i / 4) * 4 * PanelWidth + (j % PanelWidth) * 4 + i % 4] = q;
        }
    }
}
