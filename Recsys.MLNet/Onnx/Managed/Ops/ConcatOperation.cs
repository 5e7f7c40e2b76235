namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Concat: values one behind the other along an axis.</summary>
internal sealed class ConcatOperation(long axis) : Operation
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
        var first = call.In(0);
        int at = Shapes.Axis(axis, first.Rank);
        Span<int> dims = stackalloc int[first.Rank];
        first.Dims.CopyTo(dims);
        for (int i = 1; i < call.InputCount; i++)
        {
            var next = call.In(i);
            if (next.Rank != first.Rank || !next.Dims[..at].SequenceEqual(first.Dims[..at]) || !next.Dims[(at + 1)..].SequenceEqual(first.Dims[(at + 1)..]))
                throw new InvalidDataException($"{next} cannot follow {first} along axis {at}");
            dims[at] = checked(dims[at] + next.Dims[at]);
        }
        var to = call.Make<T>(first.Type, dims);
        int outer = Shapes.Product(dims[..at]), row = Shapes.Product(dims[at..]), done = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            var from = call.In(i);
            int part = Shapes.Product(from.Dims[at..]);
            var source = from.Values<T>();
            for (int o = 0; o < outer; o++)
                source.Slice(o * part, part).CopyTo(to.Slice(o * row + done, part));
            done += part;
        }
    }
}
