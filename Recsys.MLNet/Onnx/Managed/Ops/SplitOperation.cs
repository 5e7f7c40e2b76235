namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Split: parts along an axis, of stated or equal sizes (the last one smaller where it does not divide).</summary>
internal sealed class SplitOperation(long axis, int[]? fixedSizes) : Operation
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
        int at = Shapes.Axis(axis, from.Rank), size = from.Dims[at], parts = call.OutputCount;
        int equal = (size + parts - 1) / parts;
        var sizes = fixedSizes is not null ? [.. fixedSizes.Select(s => (long)s)] : call.Maybe(1)?.Longs.ToArray();
        if (sizes is not null && (sizes.Length < parts || sizes.Any(s => s < 0) || sizes.Sum() != size))
            throw new InvalidDataException($"parts of [{string.Join(", ", sizes)}] for {size} entries and {parts} outputs");
        int outer = Shapes.Product(from.Dims[..at]), inner = Shapes.Product(from.Dims[(at + 1)..]), start = 0;
        Span<int> dims = stackalloc int[from.Rank];
        from.Dims.CopyTo(dims);
        var source = from.Values<T>();
        for (int p = 0; p < parts; p++)
        {
            int length = (int)(sizes?[p] ?? Math.Max(0, Math.Min(equal, size - start)));
            dims[at] = length;
            if (call.Wants(p))
            {
                var to = call.Make<T>(from.Type, dims, p);
                for (int o = 0; o < outer; o++)
                    source.Slice((o * size + start) * inner, length * inner).CopyTo(to.Slice(o * length * inner, length * inner));
            }
            start += length;
        }
    }
}
