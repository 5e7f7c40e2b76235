namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>DynamicQuantizeLinear: 8-bit numbers with one scale and zero point for the whole tensor, from its own range.</summary>
internal sealed class DynamicQuantizeOperation : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        float low = 0, high = 0; // the range always holds 0, so that 0 is exact
        foreach (float x in from.Floats)
        {
            low = MathF.Min(low, x);
            high = MathF.Max(high, x);
        }
        float scale = (high - low) / 255;
        if (!(scale > 0))
            scale = 1;
        byte zero = (byte)Math.Clamp(MathF.Round(-low / scale), 0, 255);
        var to = call.Make<byte>(OnnxElementType.UInt8, from.Dims);
        var source = from.Floats;
        for (int i = 0; i < to.Length; i++)
            to[i] = (byte)Math.Clamp(MathF.Round(source[i] / scale) + zero, 0, 255);
        if (call.Wants(1))
            call.MakeFloats([], output: 1)[0] = scale;
        if (call.Wants(2))
            call.Make<byte>(OnnxElementType.UInt8, [], 2)[0] = zero;
    }
}

/// <summary>QuantizeLinear to 8 bits, one scale for all or one for each entry of an axis.</summary>
internal sealed class QuantizeOperation(long axis) : Operation
{
    public override void Run(in Call call)
    {
        Tensor from = call.In(0), scale = call.In(1);
        var zero = call.Maybe(2);
        var type = zero?.Type ?? OnnxElementType.UInt8;
        var (block, period) = QuantizedAxis.Of(from, scale, axis);
        var source = from.Floats;
        var to = call.Make<byte>(type, from.Dims);
        bool signed = type == OnnxElementType.Int8;
        for (int i = 0; i < to.Length; i++)
        {
            int s = i / block % period;
            float value = MathF.Round(source[i] / scale.Floats[s]) + (zero is null ? 0 : QuantizedAxis.At(zero, s));
            to[i] = signed ? (byte)(sbyte)Math.Clamp(value, -128, 127) : (byte)Math.Clamp(value, 0, 255);
        }
    }
}

/// <summary>DequantizeLinear: (q − zero)·scale, one scale for all or one for each entry of an axis.</summary>
internal sealed class DequantizeOperation(long axis) : Operation
{
    public override void Run(in Call call)
    {
        Tensor from = call.In(0), scale = call.In(1);
        var zero = call.Maybe(2);
        var (block, period) = QuantizedAxis.Of(from, scale, axis);
        var to = call.MakeFloats(from.Dims);
        for (int i = 0; i < to.Length; i++)
        {
            int s = i / block % period;
            to[i] = (QuantizedAxis.At(from, i) - (zero is null ? 0 : QuantizedAxis.At(zero, s))) * scale.Floats[s];
        }
    }
}

/// <summary>Which scale belongs to which element, and 8- and 32-bit elements as numbers.</summary>
internal static class QuantizedAxis
{
    public static (int Block, int Period) Of(Tensor values, Tensor scale, long axis)
    {
        if (scale.Count == 1)
            return (Math.Max(1, values.Count), 1);
        int at = Shapes.Axis(axis, values.Rank);
        return scale.Count == values.Dims[at]
            ? (Math.Max(1, Shapes.Product(values.Dims[(at + 1)..])), scale.Count)
            : throw new InvalidDataException($"{scale.Count} scales for axis {at} of {values}");
    }

    public static long At(Tensor tensor, int i) => tensor.Type switch
    {
        OnnxElementType.Int8 => (sbyte)tensor.Bytes[i],
        OnnxElementType.UInt8 => tensor.Bytes[i],
        _ => tensor.Longs[i],
    };
}

/// <summary>MatMulInteger: the product of 8-bit matrices less their zero points, exact in 32 bits.</summary>
internal sealed class MatMulIntegerOperation : Operation
{
    public override void Run(in Call call)
    {
        Tensor a = call.In(0), b = call.In(1);
        if (a.Rank < 1 || b.Rank != 2 || a.Dims[^1] != b.Dims[0])
            throw new InvalidDataException($"{a} times {b}; managed code multiplies by a matrix of two dimensions");
        int k = b.Dims[0], n = b.Dims[1], rows = k == 0 ? 0 : a.Count / k;
        var aZero = call.Maybe(2);
        var bZero = call.Maybe(3);
        if (aZero is { Count: not 1 } || (bZero is { Count: not 1 } && bZero.Count != n))
            throw new InvalidDataException("zero points of a size that managed code does not know");
        Span<int> dims = stackalloc int[a.Rank];
        a.Dims.CopyTo(dims);
        dims[^1] = n;
        var to = call.MakeLongs(dims, OnnxElementType.Int32);
        to.Clear();
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < k; i++)
            {
                long left = QuantizedAxis.At(a, row * k + i) - (aZero is null ? 0 : QuantizedAxis.At(aZero, 0));
                for (int j = 0; left != 0 && j < n; j++)
                    to[row * n + j] += left * (QuantizedAxis.At(b, i * n + j) - (bZero is null ? 0 : QuantizedAxis.At(bZero, bZero.Count == 1 ? 0 : j)));
            }
    }
}
