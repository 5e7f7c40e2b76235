using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Numerics;

/// <summary>Where each value of a packed (K, N) matrix lies: panels of a tile's width, each row-major (K, width).</summary>
internal readonly unsafe struct PanelLayout
{
    /// <summary>Values a buffer needs beyond <see cref="Length"/> so that it can begin on a cache line.</summary>
    public const int Alignment = 32;

    private readonly int _k;
    private readonly int _lastWidth;

    public PanelLayout(SimdWidth simd, int k, int n)
    {
        int lanes = (int)simd;
        (_k, Simd, Columns) = (k, simd, n);
        Width = VectorsOf(simd) * lanes;
        Count = (n + Width - 1) / Width;
        int rest = n - (Count - 1) * Width;
        _lastWidth = lanes;
        while (_lastWidth < rest)
            _lastWidth *= 2;
        Length = Count == 0 ? 0 : (long)(Count - 1) * Width * k + (long)_lastWidth * k;
    }

    /// <summary>The kernels this layout is for.</summary>
    public SimdWidth Simd { get; }

    /// <summary>Columns of the matrix, without padding.</summary>
    public int Columns { get; }

    /// <summary>Columns of every panel but the last.</summary>
    public int Width { get; }

    /// <summary>Number of panels.</summary>
    public int Count { get; }

    /// <summary>Values in all panels, padding included.</summary>
    public long Length { get; }

    /// <summary>Vectors in a row of a full tile: what the registers of that width hold beside six rows.</summary>
    public static int VectorsOf(SimdWidth simd) => simd == SimdWidth.Bits512 ? 4 : 2;

    public int WidthOf(int panel) => panel == Count - 1 ? _lastWidth : Width;

    public long OffsetOf(int panel) => (long)panel * Width * _k;

    /// <summary>The next address on a cache line.</summary>
    public static nint Align(nint address) => (address + 63) & ~(nint)63;

    /// <summary>Copies B, row-major (K, N) or transposed (N, K) with leading dimension <paramref name="ld"/>, into its panels.</summary>
    public void Pack(float* b, nint ld, bool transposed, float* to)
    {
        for (int panel = 0; panel < Count; panel++)
            PackPanel(b, ld, transposed, panel, to + OffsetOf(panel));
    }

    /// <summary>Copies one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackPanel(float* b, nint ld, bool transposed, int panel, float* to)
    {
        int width = WidthOf(panel), first = panel * Width, columns = Math.Min(width, Columns - first);
        if (columns < width)
            new Span<float>(to, _k * width).Clear();
        if (transposed)
        {
            int j = 0;
            for (; j <= columns - 4; j += 4)
            {
                float* r0 = b + (first + j) * ld, r1 = r0 + ld, r2 = r1 + ld, r3 = r2 + ld, at = to + j;
                int i = 0;
                for (; Sse.IsSupported && i <= _k - 4; i += 4, at += 4 * width)
                    Turn(Vector128.Load(r0 + i), Vector128.Load(r1 + i), Vector128.Load(r2 + i), Vector128.Load(r3 + i), at, width);
                for (; i < _k; i++, at += width)
                    Vector128.Create(r0[i], r1[i], r2[i], r3[i]).Store(at);
            }
            for (; j < columns; j++)
            {
                float* from = b + (first + j) * ld, at = to + j;
                for (int i = 0; i < _k; i++, at += width)
                    *at = from[i];
            }
            return;
        }
        for (int i = 0; i < _k; i++, to += width)
            new ReadOnlySpan<float>(b + i * ld + first, columns).CopyTo(new Span<float>(to, columns));
    }

    /// <summary>Four rows of four numbers as four columns, <paramref name="step"/> numbers apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* to, nint step)
    {
        Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d); // a0 b0 a1 b1, c0 d0 c1 d1
        Sse.MoveLowToHigh(ab, cd).Store(to);
        Sse.MoveHighToLow(cd, ab).Store(to + step);
        (ab, cd) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
        Sse.MoveLowToHigh(ab, cd).Store(to + 2 * step);
        Sse.MoveHighToLow(cd, ab).Store(to + 3 * step);
    }
}
