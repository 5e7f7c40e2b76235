using System.Runtime.InteropServices;
using Recsys.MLNet.Onnx.Format;

namespace Recsys.MLNet.Onnx;

/// <summary>A constant tensor of a model file: a shape, an element type, and bytes that may still lie in the file.</summary>
/// <remarks>Bytes are little-endian and row-major, whatever field of the file they came from.</remarks>
public sealed class OnnxTensor
{
    private readonly TensorData _data;

    internal OnnxTensor(string name, OnnxElementType type, long[] shape, TensorData data)
    {
        (Name, Type, Shape, _data) = (name, type, shape, data);
        Count = TensorShape.Count(shape, name);
        long wanted = Count * TensorShape.BytesOf(type, name);
        if (data.Length != wanted)
            throw new ModelFormatException($"Tensor '{name}' holds {data.Length} bytes; {type}[{string.Join(", ", shape)}] needs {wanted}. The file is truncated or damaged; download or export it again.");
    }

    /// <summary>The name that nodes refer to.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public OnnxElementType Type { get; }

    /// <summary>Sizes of the dimensions; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Number of bytes.</summary>
    public long Bytes => _data.Length;

    /// <summary>A tensor over values in memory.</summary>
    public static OnnxTensor Of<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        new(name, TensorShape.TypeOf<T>(), shape.ToArray(), TensorData.Of(MemoryMarshal.AsBytes(values).ToArray()));

    /// <summary>Reads all bytes, at most 2 GB.</summary>
    public byte[] ReadBytes()
    {
        var bytes = new byte[checked((int)_data.Length)];
        _data.Read(0, bytes);
        return bytes;
    }

    /// <summary>Reads all elements as floats, converting any numeric type.</summary>
    public float[] ReadFloats()
    {
        var values = new float[TensorConversion.Size(this)];
        ReadFloats(values);
        return values;
    }

    /// <summary>Reads all elements as whole numbers; refused for floating-point types.</summary>
    public long[] ReadLongs() => TensorConversion.ToLongs(this, _data);

    /// <summary>Such as <c>weight: Float[384, 1536]</c>.</summary>
    public override string ToString() => $"{Name}: {Type}[{string.Join(", ", Shape)}]";

    internal TensorData Data => _data;

    /// <summary>Reads all elements into memory of that size.</summary>
    internal void ReadFloats(Span<float> into) => TensorConversion.ToFloats(this, _data, into);
}
