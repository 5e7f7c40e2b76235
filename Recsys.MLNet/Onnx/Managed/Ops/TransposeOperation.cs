namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Transpose: dimensions in another order; reversed where none is given.</summary>
internal sealed class TransposeOperation(int[]? order) : Operation
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
        var from = call.In(0);
        int rank = from.Rank;
        if (order is not null && (order.Length != rank || order.Any(axis => axis < 0 || axis >= rank) || order.Distinct().Count() != rank))
            throw new InvalidDataException($"the order [{string.Join(", ", order)}] does not fit {from}");
        Span<int> strides = stackalloc int[rank], dims = stackalloc int[rank], steps = stackalloc int[rank];
        Shapes.Strides(from.Dims, strides);
        for (int i = 0; i < rank; i++)
        {
            int axis = order is null ? rank - 1 - i : order[i];
            (dims[i], steps[i]) = (from.Dims[axis], strides[axis]);
        }
        StridedCopy.Run<T>(from.Values<T>(), 0, dims, steps, call.Make<T>(from.Type, dims));
    }
}
