using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Row numbers grouped by leaf: a leaf is a range, a split divides its range and keeps the order on both sides.</summary>
internal sealed unsafe class RowPartition
{
    private const int ChunkRows = 1 << 11;
    private const int AloneRows = 1 << 10; // below this a leaf's rows are not worth a second thread
    private const int Ahead = 24; // rows between asking for a byte and using it
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly int[] _start;
    private readonly int[] _count;
    private int _used;

    public RowPartition(int rows, int leaves)
    {
        _rows = new int[rows];
        _scratch = new int[rows];
        _start = new int[leaves];
        _count = new int[leaves];
    }

    public ReadOnlySpan<int> RowsOf(int leaf) => _rows.AsSpan(_start[leaf], _count[leaf]);

    public int CountOf(int leaf) => _count[leaf];

    /// <summary>All rows of the sample in leaf 0; null stands for every row.</summary>
    public void Reset(int[]? sample, WorkCrew crew)
    {
        _used = sample?.Length ?? _rows.Length;
        var parts = crew.Divide(_used, ChunkRows);
        crew.For(parts.Parts, (part, _) =>
        {
            int from = parts.From(part), to = parts.From(part + 1);
            if (sample is null)
                for (int i = from; i < to; i++)
                    _rows[i] = i;
            else
                sample.AsSpan(from..to).CopyTo(_rows.AsSpan(from));
        });
        _start[0] = 0;
        _count[0] = _used;
    }

    /// <summary>Splits a leaf by the byte of one column: <paramref name="goesLeft"/> (256) holds 1 for bytes that stay, 0 for those that go to <paramref name="newLeaf"/>.</summary>
    public void Split(int leaf, int newLeaf, BinnedRows bins, int column, byte[] goesLeft, WorkCrew crew)
    {
        int start = _start[leaf], count = _count[leaf];
        var chunks = count < AloneRows ? new EqualParts(count, 1) : crew.Divide(count, ChunkRows);
        var lefts = new int[chunks.Parts];
        // Each chunk is divided within itself: left rows from its front, right rows from its end, reversed.
        crew.For(chunks.Parts, (c, _) => lefts[c] = Divide(start + chunks.From(c), chunks.From(c + 1) - chunks.From(c), bins, column, goesLeft));
        int left = 0;
        var before = new int[chunks.Parts]; // rows that go left in earlier chunks
        for (int c = 0; c < lefts.Length; c++)
        {
            before[c] = left;
            left += lefts[c];
        }
        crew.For(chunks.Parts, (c, _) =>
        {
            int offset = chunks.From(c);
            var divided = _scratch.AsSpan(start + offset, chunks.From(c + 1) - offset);
            divided[..lefts[c]].CopyTo(_rows.AsSpan(start + before[c]));
            var reversed = divided[lefts[c]..];
            reversed.Reverse();
            reversed.CopyTo(_rows.AsSpan(start + left + offset - before[c]));
        });
        _count[leaf] = left;
        _start[newLeaf] = start + left;
        _count[newLeaf] = count - left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Divide(int from, int count, BinnedRows bins, int column, byte[] goesLeft)
    {
        nint stride = bins.Stride;
        byte* values = bins.Start + column;
        fixed (int* rows = &_rows[from], scratch = &_scratch[from])
        fixed (byte* table = goesLeft)
        {
            int* left = scratch, right = scratch + count - 1;
            for (int i = 0; i < count; i++)
            {
                if (Sse.IsSupported && i + Ahead < count)
                    Sse.Prefetch0(values + rows[i + Ahead] * stride);
                int row = rows[i];
                nint goes = table[values[row * stride]];
                *left = row;
                *right = row; // the one that does not advance is overwritten
                left += goes;
                right -= 1 - goes;
            }
            return (int)(left - scratch);
        }
    }
}
