using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>Between the two types that <see cref="OnnxValue"/> holds and the others that a model may declare.</summary>
internal static unsafe class NativeConversion
{
    public static OnnxValue Read(OnnxElementType type, int[] shape, void* data, int count)
    {
        var tensor = new OnnxTensor("output", type, [.. shape.Select(size => (long)size)],
            Format.TensorData.Of(new ReadOnlySpan<byte>(data, checked(count * Format.TensorShape.BytesOf(type, "output"))).ToArray()));
        return OnnxValue.Holds(type)
            ? OnnxValue.Made(type, shape, tensor.ReadFloats(), default)
            : OnnxValue.Made(type, shape, default, tensor.ReadLongs());
    }

    /// <summary>The value's elements as bytes of the declared type.</summary>
    public static byte[] Write(OnnxElementType type, OnnxValue value) => type switch
    {
        OnnxElementType.Float16 => Each<Half>(value, (v, i) => (Half)v.Floats[i]),
        OnnxElementType.BFloat16 => Each<ushort>(value, (v, i) => Managed.Ops.BFloat16.Narrow(v.Floats[i])),
        OnnxElementType.Double => Each<double>(value, (v, i) => v.Floats[i]),
        OnnxElementType.Int32 => Each(value, (v, i) => checked((int)v.Longs[i])),
        OnnxElementType.UInt32 => Each(value, (v, i) => checked((uint)v.Longs[i])),
        OnnxElementType.Int16 => Each(value, (v, i) => checked((short)v.Longs[i])),
        OnnxElementType.UInt16 => Each(value, (v, i) => checked((ushort)v.Longs[i])),
        OnnxElementType.Int8 => Each(value, (v, i) => checked((sbyte)v.Longs[i])),
        OnnxElementType.UInt8 => Each(value, (v, i) => checked((byte)v.Longs[i])),
        OnnxElementType.UInt64 => Each(value, (v, i) => (ulong)v.Longs[i]),
        OnnxElementType.Bool => Each(value, (v, i) => (byte)(v.Longs[i] != 0 ? 1 : 0)),
        _ => throw new NotSupportedException($"An input of type {type} cannot be fed."),
    };

    private static byte[] Each<T>(OnnxValue value, Func<OnnxValue, int, T> of) where T : unmanaged
    {
        var made = new T[value.Count];
        for (int i = 0; i < made.Length; i++)
            made[i] = of(value, i);
        return MemoryMarshal.AsBytes<T>(made).ToArray();
    }
}
