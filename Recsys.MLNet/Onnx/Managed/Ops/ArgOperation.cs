namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>ArgMax and ArgMin: where along an axis the extreme lies; the first or the last of equals.</summary>
internal sealed class ArgOperation(bool max, long axis, bool keep, bool lastOfEquals) : Operation
{
    public override void Run(in Call call)
    {
        if (call.In(0).IsFloat)
            Run<float>(call);
        else
            Run<long>(call);
    }

    private void Run<T>(in Call call) where T : unmanaged, System.Numerics.INumber<T>
    {
        var from = call.In(0);
        int at = Shapes.Axis(axis, from.Rank);
        int outer = Shapes.Product(from.Dims[..at]), size = from.Dims[at], inner = Shapes.Product(from.Dims[(at + 1)..]);
        if (size == 0)
            throw new InvalidDataException("the extreme of nothing");
        Span<int> dims = stackalloc int[from.Rank];
        from.Dims[..at].CopyTo(dims);
        dims[at] = 1;
        from.Dims[(at + 1)..].CopyTo(dims[(keep ? at + 1 : at)..]);
        var to = call.MakeLongs(keep ? dims : dims[..^1]);
        var source = from.Values<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                int best = 0;
                for (int s = 1; s < size; s++)
                {
                    T here = source[(o * size + s) * inner + i], top = source[(o * size + best) * inner + i];
                    if ((max ? here > top : here < top) || (lastOfEquals && here == top))
                        best = s;
                }
                to[o * inner + i] = best;
            }
    }
}
