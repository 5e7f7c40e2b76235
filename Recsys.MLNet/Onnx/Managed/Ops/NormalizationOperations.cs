using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>LayerNormalization over everything from an axis on.</summary>
internal sealed class LayerNormalizationOperation(long axis, float epsilon) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int at = Shapes.Axis(axis, from.Rank), size = Shapes.Product(from.Dims[at..]);
        ReadOnlySpan<float> source = from.Floats, scale = call.In(1).Floats, shift = call.Maybe(2) is { } b ? b.Floats : default;
        if (scale.Length != size || (!shift.IsEmpty && shift.Length != size))
            throw new InvalidDataException($"{scale.Length} scales and {shift.Length} shifts for rows of {size}");
        var to = call.MakeFloats(from.Dims, from.Type);
        Span<int> dims = stackalloc int[from.Rank];
        from.Dims.CopyTo(dims);
        dims[at..].Fill(1);
        var means = call.Wants(1) ? call.MakeFloats(dims, output: 1) : default;
        var spreads = call.Wants(2) ? call.MakeFloats(dims, output: 2) : default;
        for (int i = 0, r = 0; size > 0 && i < to.Length; i += size, r++)
        {
            var row = to.Slice(i, size);
            LayerNorm.Compute(source.Slice(i, size), scale, shift, epsilon, row, out float mean, out float spread);
            if (!means.IsEmpty)
                means[r] = mean;
            if (!spreads.IsEmpty)
                spreads[r] = spread;
        }
    }
}

/// <summary>RMSNormalization, and SimplifiedLayerNormalization as ONNX Runtime names it: divided by the root of the mean square.</summary>
internal sealed class RmsNormalizationOperation(long axis, float epsilon) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int at = Shapes.Axis(axis, from.Rank), size = Shapes.Product(from.Dims[at..]);
        ReadOnlySpan<float> source = from.Floats, scale = call.In(1).Floats;
        if (scale.Length != size)
            throw new InvalidDataException($"{scale.Length} scales for rows of {size}");
        var to = call.MakeFloats(from.Dims, from.Type);
        for (int i = 0; size > 0 && i < to.Length; i += size)
            RmsNorm.Compute(source.Slice(i, size), scale, epsilon, to.Slice(i, size));
    }
}
