namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Tile: the value repeated along each dimension.</summary>
internal sealed class TileOperation : Operation
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
        var repeats = call.In(1).Longs;
        if (repeats.Length != from.Rank || repeats.Length > Tensor.MaxRank / 2 || repeats.ToArray().Any(r => r < 0))
            throw new InvalidDataException($"repeats [{string.Join(", ", repeats.ToArray())}] for {from} (managed code tiles up to {Tensor.MaxRank / 2} dimensions)");
        // Each dimension becomes two, (repeat, size), of which the first stands still.
        Span<int> split = stackalloc int[2 * from.Rank], steps = stackalloc int[2 * from.Rank], strides = stackalloc int[from.Rank], dims = stackalloc int[from.Rank];
        Shapes.Strides(from.Dims, strides);
        for (int i = 0; i < from.Rank; i++)
        {
            dims[i] = checked((int)repeats[i] * from.Dims[i]);
            (split[2 * i], steps[2 * i]) = ((int)repeats[i], 0);
            (split[2 * i + 1], steps[2 * i + 1]) = (from.Dims[i], strides[i]);
        }
        StridedCopy.Run<T>(from.Values<T>(), 0, split, steps, call.Make<T>(from.Type, dims));
    }
}
