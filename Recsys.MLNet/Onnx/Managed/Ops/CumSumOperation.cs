namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>CumSum: running sums along an axis, perhaps backwards, perhaps without the element itself.</summary>
internal sealed class CumSumOperation(bool exclusive, bool reverse) : Operation
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
        int at = Shapes.Axis(call.In(1).Longs[0], from.Rank);
        int outer = Shapes.Product(from.Dims[..at]), size = from.Dims[at], inner = Shapes.Product(from.Dims[(at + 1)..]);
        var to = call.Make<T>(from.Type, from.Dims);
        var source = from.Values<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                var sum = T.Zero;
                for (int s = 0; s < size; s++)
                {
                    int place = (o * size + (reverse ? size - 1 - s : s)) * inner + i;
                    var next = sum + source[place];
                    to[place] = exclusive ? sum : next;
                    sum = next;
                }
            }
    }
}
