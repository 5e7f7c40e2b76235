namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Gather: slices of one axis by index, as an embedding table is read.</summary>
internal sealed class GatherOperation(long axis) : Operation
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

    private void Run<T>(in Call call) where T : unmanaged
    {
        Tensor from = call.In(0), index = call.In(1);
        int at = Shapes.Axis(axis, from.Rank), rank = from.Rank + index.Rank - 1;
        if (rank > Tensor.MaxRank)
            throw new NotSupportedException($"a value of {rank} dimensions; managed code handles {Tensor.MaxRank}");
        Span<int> dims = stackalloc int[rank];
        from.Dims[..at].CopyTo(dims);
        index.Dims.CopyTo(dims[at..]);
        from.Dims[(at + 1)..].CopyTo(dims[(at + index.Rank)..]);
        int outer = Shapes.Product(from.Dims[..at]), size = from.Dims[at], inner = Shapes.Product(from.Dims[(at + 1)..]);
        var to = call.Make<T>(from.Type, dims);
        var source = from.Values<T>();
        var wanted = index.Longs;
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < wanted.Length; i++)
                source.Slice((o * size + Index(wanted[i], size)) * inner, inner).CopyTo(to.Slice((o * wanted.Length + i) * inner, inner));
    }

    /// <summary>An index counted from either end, checked.</summary>
    public static int Index(long index, int size) => index >= -size && index < size
        ? (int)(index < 0 ? index + size : index)
        : throw new InvalidDataException($"index {index} into {size} entries");
}
