namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Expand: stretched to a shape by the rules of broadcasting, both ways.</summary>
internal sealed class ExpandOperation : Operation
{
    public override void Run(in Call call)
    {
        switch (call.In(0).Storage)
        {
            case Storage.Floats: Run<float>(call); break;
            case Storage.Longs: Run<long>(call); break;
            default: Run<byte>(call); break;
        }
    }

    private static void Run<T>(in Call call) where T : unmanaged
    {
        var from = call.In(0);
        var wanted = call.In(1).Longs;
        if (wanted.Length > Tensor.MaxRank)
            throw new NotSupportedException($"a value of {wanted.Length} dimensions; managed code handles {Tensor.MaxRank}");
        Span<int> target = stackalloc int[wanted.Length], dims = stackalloc int[Tensor.MaxRank], strides = stackalloc int[Tensor.MaxRank];
        for (int i = 0; i < wanted.Length; i++)
            target[i] = Shapes.ToInt(wanted[i]);
        int rank = Shapes.Broadcast(from.Dims, target, dims);
        dims = dims[..rank];
        if (dims.SequenceEqual(from.Dims))
        {
            call.View(from, dims);
            return;
        }
        Shapes.BroadcastStrides(from.Dims, rank, strides);
        StridedCopy.Run<T>(from.Values<T>(), 0, dims, strides[..rank], call.Make<T>(from.Type, dims));
    }
}
