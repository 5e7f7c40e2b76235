using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Layer normalisation of a sum, a row at a time while it is in cache.</summary>
internal sealed class AddNormalizeOperation(float epsilon) : Operation
{
    public override void Run(in Call call)
    {
        Tensor a = call.In(0), b = call.In(1);
        ReadOnlySpan<float> gain = call.In(2).Floats, shift = call.In(3).Floats;
        Span<int> dims = stackalloc int[Tensor.MaxRank];
        dims = dims[..Shapes.Broadcast(a.Dims, b.Dims, dims)];
        if (dims.IsEmpty || gain.Length != dims[^1] || shift.Length != dims[^1])
            throw new InvalidDataException($"{gain.Length} scales and {shift.Length} shifts for rows of {(dims.IsEmpty ? 0 : dims[^1])}");
        int size = dims[^1];
        bool even = a.Dims.SequenceEqual(b.Dims);
        ReadOnlySpan<float> x = a.Floats, y = b.Floats;
        var to = call.MakeFloatsOver(a.Count >= b.Count ? 0 : 1, dims, a.Type);
        if (even)
        {
            LayerNorm.SumRows(x, y, gain, shift, epsilon, to);
            return;
        }
        BroadcastLoop.Run<AddOf<float>, float, float>(x, a.Dims, y, b.Dims, dims, to);
        for (int i = 0; size > 0 && i < to.Length; i += size)
            LayerNorm.Compute(to.Slice(i, size), gain, shift, epsilon, to.Slice(i, size));
    }
}
