namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>GatherElements: for each place of the index, the element of the same place with one coordinate replaced.</summary>
internal sealed class GatherElementsOperation(long axis) : Operation
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
        int at = Shapes.Axis(axis, from.Rank);
        if (index.Rank != from.Rank)
            throw new InvalidDataException($"indices {index} for {from}: the number of dimensions differs");
        Span<int> strides = stackalloc int[Tensor.MaxRank], place = stackalloc int[Tensor.MaxRank];
        place.Clear();
        Shapes.Strides(from.Dims, strides);
        for (int d = 0; d < from.Rank; d++)
            if (d != at && index.Dims[d] > from.Dims[d])
                throw new InvalidDataException($"indices {index} reach beyond {from}");
        var to = call.Make<T>(from.Type, index.Dims);
        var source = from.Values<T>();
        var wanted = index.Longs;
        for (int i = 0; i < to.Length; i++)
        {
            int offset = GatherOperation.Index(wanted[i], from.Dims[at]) * strides[at];
            for (int d = 0; d < from.Rank; d++)
                offset += d == at ? 0 : place[d] * strides[d];
            to[i] = source[offset];
            for (int d = from.Rank - 1; d >= 0 && ++place[d] == index.Dims[d]; d--)
                place[d] = 0;
        }
    }
}
