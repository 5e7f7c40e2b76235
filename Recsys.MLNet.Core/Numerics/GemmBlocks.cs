using System.Buffers;
using System.Diagnostics;

namespace Recsys.MLNet.Numerics;

/// <summary>The loops around <see cref="GemmTile{TSimd, V, TRows, TVectors}"/>: rows of A that stay in the second-level cache, one panel of B after the other.</summary>
internal static unsafe class GemmBlocks<TSimd, V>
    where TSimd : struct, ISimd<V>
    where V : struct
{
    private const int TileRows = 6;
    private const int FewTiles = 8;
    private const int MaxWidth = 64;

    public static void Run(in GemmCall call, int fromRow, int toRow, int fromPanel, int toPanel)
    {
        if (toRow - fromRow == 1)
            fromPanel = GemmRow<TSimd, V>.Run(call, fromRow, fromPanel, toPanel);
        if (fromPanel == toPanel)
            return;
        // Blocks of k only where a panel would leave the second-level cache; C carries the sums from one to the next.
        int kBlock = call.K <= 2048 ? call.K : 1024;
        int rowBlock = Math.Max(FewTiles * TileRows, 32768 / Math.Max(1, kBlock) / TileRows * TileRows);
        float[]? wide = call.Format == WeightFormat.Float32 ? null : ArrayPool<float>.Shared.Rent(Math.Max(1, kBlock) * call.Panels.Width);
        // A transposed, with rows far apart, is laid out tile by tile first: read in place, each step of k would touch another page.
        float[]? near = call.AStep >= 256 && toPanel - fromPanel > 1 ? ArrayPool<float>.Shared.Rent(Math.Max(1, kBlock) * rowBlock) : null;
        float* bias = stackalloc float[MaxWidth];
        float* edge = stackalloc float[TileRows * MaxWidth];
        fixed (float* unpacked = wide, tiles = near)
        {
            for (int row = fromRow; row < toRow; row += rowBlock)
            {
                int rows = Math.Min(rowBlock, toRow - row), k = 0;
                do
                {
                    int depth = Math.Min(kBlock, call.K - k);
                    if (tiles != null)
                        Gather(call.A + row * call.ARow + k * call.AStep, call.ARow, call.AStep, rows, depth, tiles);
                    for (int panel = fromPanel; panel < toPanel; panel++)
                        Panel(call, row, rows, k, depth, panel, bias, edge, unpacked, tiles);
                    k += depth;
                }
                while (k < call.K);
            }
        }
        if (wide is not null)
            ArrayPool<float>.Shared.Return(wide);
        if (near is not null)
            ArrayPool<float>.Shared.Return(near);
    }

    private static void Panel(in GemmCall call, int row, int rows, int k, int depth, int panel, float* paddedBias, float* edge, float* unpacked, float* tiles)
    {
        int width = call.Panels.WidthOf(panel), first = panel * call.Panels.Width, columns = Math.Min(width, call.Panels.Columns - first);
        long offset = call.Panels.OffsetOf(panel) + (long)k * width;
        float* b = unpacked == null ? (float*)call.B + offset : Widen((ushort*)call.B + offset, call.Format, depth * width, unpacked);
        bool accumulate = call.Accumulate || k > 0, whole = columns == width;
        float* bias = null;
        if (call.Bias != null && !accumulate)
        {
            bias = call.Bias + first;
            if (!whole)
            {
                new ReadOnlySpan<float>(bias, columns).CopyTo(new Span<float>(paddedBias, columns));
                bias = paddedBias;
            }
        }
        float* a = call.A + row * call.ARow + k * call.AStep, c = call.C + row * call.CRow + first;
        // With few rows a product waits for weights: the tiles of this panel ask for the next one, each for its share.
        int count = (rows + TileRows - 1) / TileRows;
        byte* next = (byte*)b;
        nint nextStep = 0;
        if (unpacked == null && count <= FewTiles)
        {
            if (panel + 1 < call.Panels.Count)
            {
                next = (byte*)((float*)call.B + call.Panels.OffsetOf(panel + 1) + (long)k * call.Panels.WidthOf(panel + 1));
                nextStep = call.Panels.WidthOf(panel + 1) * sizeof(float) / count;
            }
            else if (call.Then != null && k + depth == call.K && row + rows == call.M)
            {
                next = call.Then; // no more than the lines that a tile asks for at each step of k
                nextStep = Math.Min(8 * TSimd.Count, call.ThenBytes / ((nint)depth * count));
            }
        }
        for (int i = 0; i < rows;)
        {
            int tile = TileHeight(rows - i);
            nint aRow = call.ARow, aStep = call.AStep;
            if (tiles != null)
            {
                a = tiles + (nint)i * depth;
                aRow = 1;
                aStep = tile;
            }
            if (whole)
            {
                Tile(tile, width, a, aRow, aStep, b, depth, c, call.CRow, bias, accumulate, next, nextStep);
            }
            else
            {
                if (accumulate)
                    Copy(c, call.CRow, edge, width, tile, columns);
                Tile(tile, width, a, aRow, aStep, b, depth, edge, width, bias, accumulate, next, nextStep);
                Copy(edge, width, c, call.CRow, tile, columns);
            }
            i += tile;
            next += nextStep * depth;
            a += tile * call.ARow;
            c += tile * call.CRow;
        }
        if (call.Activation != Activation.None && k + depth == call.K)
            Activations<TSimd, V>.Apply(call.Activation, call.C + row * call.CRow + first, call.CRow, rows, columns);
    }

    /// <summary>Copies a block of A so that the rows of each tile lie together for each k: tile by tile, [k][rows].</summary>
    private static void Gather(float* a, nint aRow, nint aStep, int rows, int depth, float* to)
    {
        for (int i = 0; i < rows;)
        {
            int tile = TileHeight(rows - i);
            float* from = a + i * aRow;
            for (int k = 0; k < depth; k++, from += aStep)
                for (int r = 0; r < tile; r++)
                    *to++ = from[r * aRow];
            i += tile;
        }
    }

    /// <summary>Rows of the next tile: six, and two nearly equal ones at the end rather than six and a rest that starves the multipliers.</summary>
    private static int TileHeight(int left) => left >= 2 * TileRows || left == TileRows ? TileRows : left > TileRows ? (left + 1) / 2 : left;

    private static void Copy(float* from, nint fromRow, float* to, nint toRow, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<float>(from + i * fromRow, columns).CopyTo(new Span<float>(to + i * toRow, columns));
    }

    private static float* Widen(ushort* from, WeightFormat format, int count, float* to)
    {
        Debug.Assert(count % TSimd.Count == 0);
        if (format == WeightFormat.Brain16)
        {
            for (int i = 0; i < count; i += TSimd.Count)
                TSimd.Store(TSimd.LoadBrain(from + i), to + i);
        }
        else
        {
            for (int i = 0; i < count; i += TSimd.Count)
                TSimd.Store(TSimd.LoadHalf(from + i), to + i);
        }
        return to;
    }

    private static void Tile(int rows, int width, float* a, nint aRow, nint aStep, float* b, nint k, float* c, nint cRow, float* bias, bool accumulate, byte* next, nint nextStep)
    {
        switch (width / TSimd.Count)
        {
            case 1:
                Tile<Number1>(rows, a, aRow, aStep, b, width, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            case 2:
                Tile<Number2>(rows, a, aRow, aStep, b, width, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            default:
                Tile<Number4>(rows, a, aRow, aStep, b, width, k, c, cRow, bias, accumulate, next, nextStep);
                break;
        }
    }

    private static void Tile<TVectors>(int rows, float* a, nint aRow, nint aStep, float* b, nint bStep, nint k, float* c, nint cRow, float* bias, bool accumulate, byte* next, nint nextStep)
        where TVectors : struct, INumber
    {
        switch (rows)
        {
            case 1:
                GemmTile<TSimd, V, Number1, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            case 2:
                GemmTile<TSimd, V, Number2, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            case 3:
                GemmTile<TSimd, V, Number3, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            case 4:
                GemmTile<TSimd, V, Number4, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            case 5:
                GemmTile<TSimd, V, Number5, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
            default:
                GemmTile<TSimd, V, Number6, TVectors>.Run(a, aRow, aStep, b, bStep, k, c, cRow, bias, accumulate, next, nextStep);
                break;
        }
    }
}
