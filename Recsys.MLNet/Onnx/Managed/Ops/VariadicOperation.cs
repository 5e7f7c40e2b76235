namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Min, Max, Sum and Mean: an operator of two numbers folded over any number of inputs.</summary>
internal sealed class VariadicOperation<TFloat, TLong>(bool mean = false) : Operation
    where TFloat : IElementwise<TFloat, float, float> where TLong : IElementwise<TLong, long, long>
{
    public override void Run(in Call call)
    {
        var first = call.In(0);
        Span<int> dims = stackalloc int[Tensor.MaxRank], next = stackalloc int[Tensor.MaxRank];
        first.Dims.CopyTo(dims);
        int rank = first.Rank;
        for (int i = 1; i < call.InputCount; i++)
        {
            int wider = Shapes.Broadcast(dims[..rank], call.In(i).Dims, next);
            next[..wider].CopyTo(dims);
            rank = wider;
        }
        dims = dims[..rank];
        Span<int> strides = stackalloc int[Tensor.MaxRank];
        Shapes.BroadcastStrides(first.Dims, rank, strides);
        if (first.IsFloat)
        {
            var to = call.MakeFloats(dims, first.Type);
            StridedCopy.Run<float>(first.Floats, 0, dims, strides[..rank], to);
            for (int i = 1; i < call.InputCount; i++)
                BroadcastLoop.Run<TFloat, float, float>(to, dims, call.In(i).Floats, call.In(i).Dims, dims, to);
            if (mean)
                System.Numerics.Tensors.TensorPrimitives.Divide(to, call.InputCount, to);
            return;
        }
        var whole = call.MakeLongs(dims, first.Type);
        StridedCopy.Run<long>(first.Longs, 0, dims, strides[..rank], whole);
        for (int i = 1; i < call.InputCount; i++)
            BroadcastLoop.Run<TLong, long, long>(whole, dims, call.In(i).Longs, call.In(i).Dims, dims, whole);
        Wrap.To(first.Type, whole);
    }
}
