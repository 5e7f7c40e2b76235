namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Clip: min(high, max(low, x)), either bound optional.</summary>
internal sealed class ClipOperation(float low, float high) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        if (from.IsFloat)
        {
            float least = call.Maybe(1) is { Count: > 0 } a ? a.Floats[0] : low, most = call.Maybe(2) is { Count: > 0 } b ? b.Floats[0] : high;
            var source = from.Floats;
            var to = call.MakeFloatsOver(0, from.Dims, from.Type);
            for (int i = 0; i < to.Length; i++)
                to[i] = MathF.Min(most, MathF.Max(least, source[i]));
            return;
        }
        long lowest = call.Maybe(1) is { Count: > 0 } c ? c.Longs[0] : long.MinValue, highest = call.Maybe(2) is { Count: > 0 } d ? d.Longs[0] : long.MaxValue;
        var whole = call.MakeLongs(from.Dims, from.Type);
        for (int i = 0; i < whole.Length; i++)
            whole[i] = Math.Min(highest, Math.Max(lowest, from.Longs[i]));
    }
}
