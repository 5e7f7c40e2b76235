namespace Recsys.MLNet.Numerics;

/// <summary>The right-hand matrix B (K, N) of a product, arranged once for the kernels of <see cref="Gemm"/>.</summary>
/// <remarks>
/// Immutable and shared freely between threads. Pack weights once, multiply many times.
/// Columns lie in panels as wide as a tile of the kernel: panel p holds B[0..K, p·P..(p+1)·P] row after row, so that the kernel reads
/// memory in one direction. The last panel is as narrow as its columns allow and padded with zeros.
/// </remarks>
public sealed unsafe class PackedMatrix
{
    private readonly Array _memory; // pinned; Address points into it
    private readonly nint _address;

    private PackedMatrix(int k, int n, SimdWidth width, WeightFormat format)
    {
        (K, N, Format, Panels) = (k, n, format, new PanelLayout(width, k, n));
        long length = Panels.Length + PanelLayout.Alignment;
        if (length > Array.MaxLength)
            throw new ArgumentException($"A packed matrix of {k} x {n} needs {length} values; one array holds {Array.MaxLength}. Pack it in several parts of fewer columns.");
        _memory = format == WeightFormat.Float32
            ? GC.AllocateArray<float>((int)length, pinned: true)
            : GC.AllocateArray<ushort>((int)length, pinned: true);
        fixed (byte* start = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_memory))
            _address = PanelLayout.Align((nint)start);
    }

    /// <summary>Rows of B: the dimension summed over.</summary>
    public int K { get; }

    /// <summary>Columns of B.</summary>
    public int N { get; }

    /// <summary>How the values are kept.</summary>
    public WeightFormat Format { get; }

    /// <summary>Bytes of memory the values take.</summary>
    public long Bytes => Panels.Length * (Format == WeightFormat.Float32 ? sizeof(float) : sizeof(ushort));

    /// <summary>Where each column lies.</summary>
    internal PanelLayout Panels { get; }

    /// <summary>The first value; valid while this object is alive.</summary>
    internal nint Address => _address;

    /// <summary>Packs B given row-major (K, N).</summary>
    public static PackedMatrix Pack(ReadOnlySpan<float> b, int k, int n, WeightFormat format = WeightFormat.Float32) =>
        Pack(b, k, n, n, transposed: false, format, SimdWidths.Best);

    /// <summary>Packs B given transposed, row-major (N, K), as weight files often hold it.</summary>
    public static PackedMatrix PackTransposed(ReadOnlySpan<float> bTransposed, int k, int n, WeightFormat format = WeightFormat.Float32) =>
        Pack(bTransposed, k, n, k, transposed: true, format, SimdWidths.Best);

    internal static PackedMatrix Pack(ReadOnlySpan<float> b, int k, int n, int ldb, bool transposed, WeightFormat format, SimdWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (b.Length != (long)k * n)
            throw new ArgumentException($"b holds {b.Length} values; expected {(transposed ? n : k)} rows x {(transposed ? k : n)} columns = {(long)k * n}.", nameof(b));
        var packed = new PackedMatrix(k, n, width, format);
        if (k == 0 || n == 0)
            return packed;
        fixed (float* source = b)
        {
            if (format == WeightFormat.Float32)
            {
                packed.Panels.Pack(source, ldb, transposed, (float*)packed._address);
                return packed;
            }
            for (int panel = 0; panel < packed.Panels.Count; panel++)
                packed.PackNarrow(source, ldb, transposed, panel);
        }
        return packed;
    }

    /// <summary>Packs other values of the same shape in the place of the old ones. Only for an owner who shares this matrix with nobody at that moment.</summary>
    internal void RefillTransposed(ReadOnlySpan<float> bTransposed)
    {
        if (Format != WeightFormat.Float32 || bTransposed.Length != (long)K * N)
            throw new ArgumentException($"bTransposed holds {bTransposed.Length} values; expected {N} rows x {K} columns = {(long)K * N} in single precision.");
        fixed (float* source = bTransposed)
            Panels.Pack(source, K, true, (float*)_address);
    }

    private void PackNarrow(float* source, int ldb, bool transposed, int panel)
    {
        int width = Panels.WidthOf(panel), first = panel * Panels.Width, columns = Math.Min(width, N - first);
        ushort* to = (ushort*)_address + Panels.OffsetOf(panel);
        for (int i = 0; i < K; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float value = transposed ? source[(long)(first + j) * ldb + i] : source[(long)i * ldb + first + j];
                to[(long)i * width + j] = Format == WeightFormat.Brain16 ? HalfFormat.ToBrain(value) : HalfFormat.ToHalf(value);
            }
        }
    }
}
