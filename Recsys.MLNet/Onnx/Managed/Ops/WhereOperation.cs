namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Where: x where the condition holds, otherwise y, all three broadcast.</summary>
internal sealed class WhereOperation : Operation
{
    public override void Run(in Call call)
    {
        switch (call.In(1).Storage)
        {
            case Storage.Floats: Run<float>(call); break;
            case Storage.Longs: Run<long>(call); break;
            default: Run<byte>(call); break;
        }
    }

    private static void Run<T>(in Call call) where T : unmanaged
    {
        Tensor condition = call.In(0), x = call.In(1), y = call.In(2);
        Span<int> both = stackalloc int[Tensor.MaxRank], dims = stackalloc int[Tensor.MaxRank];
        both = both[..Shapes.Broadcast(x.Dims, y.Dims, both)];
        int rank = Shapes.Broadcast(both, condition.Dims, dims);
        dims = dims[..rank];
        var to = call.Make<T>(x.Type, dims);
        if (to.IsEmpty)
            return;
        Span<int> c = stackalloc int[Tensor.MaxRank], a = stackalloc int[Tensor.MaxRank], b = stackalloc int[Tensor.MaxRank], index = stackalloc int[Tensor.MaxRank];
        index.Clear();
        Shapes.BroadcastStrides(condition.Dims, rank, c);
        Shapes.BroadcastStrides(x.Dims, rank, a);
        Shapes.BroadcastStrides(y.Dims, rank, b);
        var holds = condition.Longs;
        var whenTrue = x.Values<T>();
        var whenFalse = y.Values<T>();
        int inner = rank == 0 ? 1 : dims[rank - 1], ci = 0, ai = 0, bi = 0;
        int cs = rank == 0 ? 0 : c[rank - 1], xs = rank == 0 ? 0 : a[rank - 1], ys = rank == 0 ? 0 : b[rank - 1];
        for (int done = 0; done < to.Length; done += inner)
        {
            for (int i = 0; i < inner; i++)
                to[done + i] = holds[ci + i * cs] != 0 ? whenTrue[ai + i * xs] : whenFalse[bi + i * ys];
            for (int d = rank - 2; d >= 0; d--)
            {
                (ci, ai, bi) = (ci + c[d], ai + a[d], bi + b[d]);
                if (++index[d] < dims[d])
                    break;
                (ci, ai, bi) = (ci - dims[d] * c[d], ai - dims[d] * a[d], bi - dims[d] * b[d]);
                index[d] = 0;
            }
        }
    }
}
