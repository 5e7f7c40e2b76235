namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>An operator of one number: a loop over floats, and perhaps one over whole numbers.</summary>
internal sealed class UnaryOperation(UnaryOperation.Loop<float> floats, UnaryOperation.Loop<long>? longs = null) : Operation
{
    public delegate void Loop<T>(ReadOnlySpan<T> from, Span<T> to);

    public override void Run(in Call call)
    {
        var from = call.In(0);
        if (from.IsFloat)
        {
            // Elementwise, so the result may overwrite an input that ends here.
            var to = call.MakeFloatsOver(0, from.Dims, from.Type);
            floats(from.Floats, to);
            return;
        }
        if (longs is null)
            throw new InvalidDataException($"a value of type {from.Type} where floats are needed");
        var whole = call.MakeLongs(from.Dims, from.Type);
        longs(from.Longs, whole);
        Wrap.To(from.Type, whole);
    }
}
