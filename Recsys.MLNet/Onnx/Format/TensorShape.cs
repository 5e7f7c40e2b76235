namespace Recsys.MLNet.Onnx.Format;

/// <summary>Sizes of tensors as the file format states them, checked before anything is allocated.</summary>
internal static class TensorShape
{
    /// <summary>The product of the dimensions; refuses negative sizes and products past 2⁴⁷.</summary>
    public static long Count(ReadOnlySpan<long> shape, string name)
    {
        long count = 1;
        foreach (long size in shape)
        {
            if (size < 0)
                throw new ModelFormatException($"Tensor '{name}' has a dimension of {size}; sizes are 0 or more. The file is damaged.");
            if (size > 0 && count > (1L << 47) / size)
                throw new ModelFormatException($"Tensor '{name}' has shape [{string.Join(", ", shape.ToArray())}], more elements than any file holds. The file is damaged.");
            count *= size;
        }
        return count;
    }

    public static int BytesOf(OnnxElementType type, string name) => type switch
    {
        OnnxElementType.UInt8 or OnnxElementType.Int8 or OnnxElementType.Bool => 1,
        OnnxElementType.UInt16 or OnnxElementType.Int16 or OnnxElementType.Float16 or OnnxElementType.BFloat16 => 2,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 4,
        OnnxElementType.Int64 or OnnxElementType.UInt64 or OnnxElementType.Double => 8,
        _ => throw new ModelFormatException($"Tensor '{name}' has element type {type}; the reader knows numeric types only."),
    };

    public static OnnxElementType TypeOf<T>() where T : unmanaged =>
        default(T) switch
        {
            float => OnnxElementType.Float,
            long => OnnxElementType.Int64,
            int => OnnxElementType.Int32,
            byte => OnnxElementType.UInt8,
            sbyte => OnnxElementType.Int8,
            bool => OnnxElementType.Bool,
            Half => OnnxElementType.Float16,
            double => OnnxElementType.Double,
            short => OnnxElementType.Int16,
            ushort => OnnxElementType.UInt16,
            uint => OnnxElementType.UInt32,
            ulong => OnnxElementType.UInt64,
            _ => throw new ArgumentException($"A tensor cannot hold {typeof(T).Name}; use float, long, int, byte, sbyte, bool, Half or double."),
        };
}
