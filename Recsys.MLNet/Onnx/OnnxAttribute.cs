namespace Recsys.MLNet.Onnx;

/// <summary>One setting of a node. Exactly one of the values is meaningful: the one that <see cref="Kind"/> names.</summary>
public sealed class OnnxAttribute
{
    /// <summary>Which value is set.</summary>
    public OnnxAttributeKind Kind { get; init; }

    /// <summary>A number.</summary>
    public float Float { get; init; }

    /// <summary>A whole number.</summary>
    public long Int { get; init; }

    /// <summary>A text.</summary>
    public string Text { get; init; } = "";

    /// <summary>A tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>Numbers.</summary>
    public IReadOnlyList<float> Floats { get; init; } = [];

    /// <summary>Whole numbers.</summary>
    public IReadOnlyList<long> Ints { get; init; } = [];

    /// <summary>Texts.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>A number.</summary>
    public static implicit operator OnnxAttribute(float value) => FromFloat(value);

    /// <summary>A whole number.</summary>
    public static implicit operator OnnxAttribute(long value) => FromInt(value);

    /// <summary>A text.</summary>
    public static implicit operator OnnxAttribute(string value) => FromText(value);

    /// <summary>Numbers.</summary>
    public static implicit operator OnnxAttribute(float[] values) => FromFloats(values);

    /// <summary>Whole numbers.</summary>
    public static implicit operator OnnxAttribute(long[] values) => FromInts(values);

    /// <summary>Texts.</summary>
    public static implicit operator OnnxAttribute(string[] values) => FromTexts(values);

    /// <summary>A tensor.</summary>
    public static implicit operator OnnxAttribute(OnnxTensor value) => FromTensor(value);

    /// <summary>A number.</summary>
    public static OnnxAttribute FromFloat(float value) => new() { Kind = OnnxAttributeKind.Float, Float = value };

    /// <summary>A whole number.</summary>
    public static OnnxAttribute FromInt(long value) => new() { Kind = OnnxAttributeKind.Int, Int = value };

    /// <summary>A text.</summary>
    public static OnnxAttribute FromText(string value) => new() { Kind = OnnxAttributeKind.Text, Text = value };

    /// <summary>Numbers.</summary>
    public static OnnxAttribute FromFloats(IReadOnlyList<float> values) => new() { Kind = OnnxAttributeKind.Floats, Floats = values };

    /// <summary>Whole numbers.</summary>
    public static OnnxAttribute FromInts(IReadOnlyList<long> values) => new() { Kind = OnnxAttributeKind.Ints, Ints = values };

    /// <summary>Texts.</summary>
    public static OnnxAttribute FromTexts(IReadOnlyList<string> values) => new() { Kind = OnnxAttributeKind.Texts, Texts = values };

    /// <summary>A tensor.</summary>
    public static OnnxAttribute FromTensor(OnnxTensor value) => new() { Kind = OnnxAttributeKind.Tensor, Tensor = value };
}
