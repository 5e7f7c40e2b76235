namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>An operator of two numbers whose result is a truth value.</summary>
internal sealed class CompareOperation<TFloat, TLong> : Operation
    where TFloat : IElementwise<TFloat, float, long> where TLong : IElementwise<TLong, long, long>
{
    public override void Run(in Call call)
    {
        Tensor a = call.In(0), b = call.In(1);
        Span<int> dims = stackalloc int[Tensor.MaxRank];
        dims = dims[..Shapes.Broadcast(a.Dims, b.Dims, dims)];
        var to = call.MakeLongs(dims, OnnxElementType.Bool);
        if (a.IsFloat)
            BroadcastLoop.Run<TFloat, float, long>(a.Floats, a.Dims, b.Floats, b.Dims, dims, to);
        else
            BroadcastLoop.Run<TLong, long, long>(a.Longs, a.Dims, b.Longs, b.Dims, dims, to);
    }
}
