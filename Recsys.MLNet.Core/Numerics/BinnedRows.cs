using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Bytes of bins, (N, stride), row-major and outside the managed heap: a row may start past 2 GB.</summary>
/// <remarks>The stride is the number of columns rounded up to eight, so that the histogram kernel reads columns eight at a time.</remarks>
internal sealed unsafe class BinnedRows : IDisposable
{
    private byte* _bins;

    public BinnedRows(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Stride = Math.Max(8, (columns + 7) / 8 * 8);
        _bins = (byte*)NativeMemory.AlignedAlloc((nuint)rows * (nuint)Stride + 64, 1 << 21); // on a boundary of large pages: rows are visited in no order
        NativeMemory.Clear(_bins, (nuint)rows * (nuint)Stride + 64);
    }

    ~BinnedRows() => Free();

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    public byte* Start => _bins;

    public Span<byte> Row(int row) => new(_bins + (nint)row * Stride, Stride);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_bins);
        _bins = null;
    }
}
