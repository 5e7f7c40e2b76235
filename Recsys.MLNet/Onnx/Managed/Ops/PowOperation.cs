namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Pow: the exponent may have another type than the base.</summary>
internal sealed class PowOperation : Operation
{
    public override void Run(in Call call)
    {
        Tensor a = call.In(0), b = call.In(1);
        Span<int> dims = stackalloc int[Tensor.MaxRank];
        dims = dims[..Shapes.Broadcast(a.Dims, b.Dims, dims)];
        if (!a.IsFloat)
        {
            var whole = call.MakeLongs(dims, a.Type);
            float[] from = ToFloats(a), exponents = ToFloats(b), result = new float[whole.Length];
            BroadcastLoop.Run<PowerOf, float, float>(from, a.Dims, exponents, b.Dims, dims, result);
            for (int i = 0; i < result.Length; i++)
                whole[i] = (long)result[i];
            return;
        }
        var to = call.MakeFloats(dims, a.Type);
        if (b.IsFloat)
            BroadcastLoop.Run<PowerOf, float, float>(a.Floats, a.Dims, b.Floats, b.Dims, dims, to);
        else
            BroadcastLoop.Run<PowerOf, float, float>(a.Floats, a.Dims, ToFloats(b), b.Dims, dims, to);
    }

    private static float[] ToFloats(Tensor tensor)
    {
        if (tensor.IsFloat)
            return tensor.Floats.ToArray();
        var values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = tensor.Longs[i];
        return values;
    }
}
