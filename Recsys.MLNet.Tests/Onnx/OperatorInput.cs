using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>A value of a declared type.</summary>
public sealed record OperatorInput(OnnxElementType Type, OnnxValue Value)
{
    /// <summary>Floats of both signs.</summary>
    public static OperatorInput F(params int[] shape) => Floats(-2, 2, shape);

    /// <summary>Floats above 0.</summary>
    public static OperatorInput P(params int[] shape) => Floats(0.1f, 3, shape);

    /// <summary>Small whole numbers of both signs, none of them 0.</summary>
    public static OperatorInput I(params int[] shape) => Whole(OnnxElementType.Int64, -9, 10, shape, not: 0);

    /// <summary>Truth values.</summary>
    public static OperatorInput B(params int[] shape) => Whole(OnnxElementType.Bool, 0, 2, shape);

    /// <summary>Exactly these whole numbers, as a list.</summary>
    public static OperatorInput L(params long[] values) => new(OnnxElementType.Int64, OnnxValue.Of(values, values.Length));

    /// <summary>One whole number without dimensions.</summary>
    public static OperatorInput S(long value) => new(OnnxElementType.Int64, OnnxValue.Of(new[] { value }));

    /// <summary>One float without dimensions.</summary>
    public static OperatorInput S(float value) => new(OnnxElementType.Float, OnnxValue.Of(new[] { value }));

    public static OperatorInput Floats(float low, float high, params int[] shape)
    {
        var random = new RandomStream(11, "operator", shape.Aggregate(17, (hash, size) => hash * 31 + size) + (long)(low * 10));
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = low + (high - low) * random.NextFloat();
        return new(OnnxElementType.Float, OnnxValue.Of(values, shape));
    }

    public static OperatorInput Whole(OnnxElementType type, int low, int high, int[] shape, int? not = null)
    {
        var random = new RandomStream(13, "operator", shape.Aggregate(17, (hash, size) => hash * 31 + size) + low);
        var values = new long[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
            do
                values[i] = random.NextInt(low, high);
            while (values[i] == not);
        return new(type, OnnxValue.Of(values, shape));
    }
}
