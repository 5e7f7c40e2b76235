namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Applies a function of two elements over two tensors of different shapes.</summary>
/// <remarks>Dimensions along which both sides run evenly, or one stands still, are joined; what is left is rows, each one call.</remarks>
internal static class BroadcastLoop
{
    public static void Run<TOp, TIn, TOut>(ReadOnlySpan<TIn> a, ReadOnlySpan<int> aDims, ReadOnlySpan<TIn> b, ReadOnlySpan<int> bDims, ReadOnlySpan<int> dims, Span<TOut> to)
        where TOp : IElementwise<TOp, TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        if (to.IsEmpty)
            return;
        if (b.Length == 1)
        {
            TOp.RowScalar(a, b[0], to);
            return;
        }
        if (a.Length == to.Length && b.Length == to.Length)
        {
            TOp.Rows(a, b, to);
            return;
        }
        if (a.Length == 1)
        {
            TOp.ScalarRow(a[0], b, to);
            return;
        }
        Span<int> aStrides = stackalloc int[Tensor.MaxRank], bStrides = stackalloc int[Tensor.MaxRank];
        Shapes.BroadcastStrides(aDims, dims.Length, aStrides);
        Shapes.BroadcastStrides(bDims, dims.Length, bStrides);
        Span<int> size = stackalloc int[Tensor.MaxRank], index = stackalloc int[Tensor.MaxRank];
        index.Clear();
        int rank = 0;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 1)
                continue;
            if (rank > 0 && aStrides[rank - 1] == aStrides[i] * dims[i] && bStrides[rank - 1] == bStrides[i] * dims[i])
            {
                size[rank - 1] *= dims[i];
                (aStrides[rank - 1], bStrides[rank - 1]) = (aStrides[i], bStrides[i]);
                continue;
            }
            (size[rank], aStrides[rank], bStrides[rank]) = (dims[i], aStrides[i], bStrides[i]);
            rank++;
        }
        int inner = size[rank - 1], x = 0, y = 0;
        bool aMoves = aStrides[rank - 1] != 0, bMoves = bStrides[rank - 1] != 0;
        for (int done = 0; done < to.Length; done += inner)
        {
            var row = to.Slice(done, inner);
            if (aMoves && bMoves)
                TOp.Rows(a.Slice(x, inner), b.Slice(y, inner), row);
            else if (aMoves)
                TOp.RowScalar(a.Slice(x, inner), b[y], row);
            else
                TOp.ScalarRow(a[x], b.Slice(y, inner), row);
            for (int d = rank - 2; d >= 0; d--)
            {
                x += aStrides[d];
                y += bStrides[d];
                if (++index[d] < size[d])
                    break;
                x -= size[d] * aStrides[d];
                y -= size[d] * bStrides[d];
                index[d] = 0;
            }
        }
    }
}
