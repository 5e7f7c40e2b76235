namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>An operator of two numbers whose result has their type.</summary>
internal sealed class BinaryOperation<TFloat, TLong> : Operation
    where TFloat : IElementwise<TFloat, float, float> where TLong : IElementwise<TLong, long, long>
{
    public override void Run(in Call call)
    {
        Tensor a = call.In(0), b = call.In(1);
        Span<int> dims = stackalloc int[Tensor.MaxRank];
        dims = dims[..Shapes.Broadcast(a.Dims, b.Dims, dims)];
        if (a.IsFloat)
        {
            // The result may take over the memory of an input that ends here: element i is read before it is written.
            var to = a.Count >= b.Count ? call.MakeFloatsOver(0, dims, a.Type) : call.MakeFloatsOver(1, dims, a.Type);
            BroadcastLoop.Run<TFloat, float, float>(a.Floats, a.Dims, b.Floats, b.Dims, dims, to);
            return;
        }
        var whole = call.MakeLongs(dims, a.Type);
        BroadcastLoop.Run<TLong, long, long>(a.Longs, a.Dims, b.Longs, b.Dims, dims, whole);
        Wrap.To(a.Type, whole);
    }
}
