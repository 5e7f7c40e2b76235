namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>ScatterND without reduction: a copy in which the slices named by the indices are replaced.</summary>
internal sealed class ScatterNdOperation : Operation
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
        Tensor from = call.In(0), index = call.In(1), updates = call.In(2);
        if (index.Rank == 0 || index.Dims[^1] > from.Rank)
            throw new InvalidDataException($"indices {index} for {from}");
        int depth = index.Dims[^1], inner = Shapes.Product(from.Dims[depth..]), rows = depth == 0 ? Shapes.Product(index.Dims[..^1]) : index.Count / depth;
        if (updates.Count != rows * (long)inner)
            throw new InvalidDataException($"updates {updates} where {rows} slices of {inner} elements are needed");
        Span<int> strides = stackalloc int[Tensor.MaxRank];
        Shapes.Strides(from.Dims, strides);
        var to = call.Make<T>(from.Type, from.Dims);
        from.Values<T>().CopyTo(to);
        for (int r = 0; r < rows; r++)
        {
            int offset = 0;
            for (int d = 0; d < depth; d++)
                offset += GatherOperation.Index(index.Longs[r * depth + d], from.Dims[d]) * strides[d];
            updates.Values<T>().Slice(r * inner, inner).CopyTo(to[offset..]);
        }
    }
}
