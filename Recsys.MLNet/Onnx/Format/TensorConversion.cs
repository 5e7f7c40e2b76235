using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Format;

/// <summary>Stored elements to the two types that calculations use, a piece at a time, so that no second copy of a tensor exists.</summary>
internal static class TensorConversion
{
    private const int Piece = 1 << 16;

    public static void ToFloats(OnnxTensor tensor, TensorData data, Span<float> values)
    {
        switch (tensor.Type)
        {
            case OnnxElementType.Float:
                data.Read(0, MemoryMarshal.AsBytes(values));
                break;
            case OnnxElementType.Float16:
                Convert<Half, float>(data, values, static (from, to) => TensorPrimitives.ConvertToSingle(from, to));
                break;
            case OnnxElementType.BFloat16:
                Convert<ushort, float>(data, values, static (from, to) =>
                {
                    for (int i = 0; i < from.Length; i++)
                        to[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
                });
                break;
            case OnnxElementType.Double:
                Convert<double, float>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to));
                break;
            default:
                long[] whole = ToLongs(tensor, data);
                for (int i = 0; i < whole.Length; i++)
                    values[i] = whole[i];
                break;
        }
    }

    public static long[] ToLongs(OnnxTensor tensor, TensorData data)
    {
        var values = new long[Size(tensor)];
        switch (tensor.Type)
        {
            case OnnxElementType.Int64:
            case OnnxElementType.UInt64: // beyond 2⁶³ wraps, as two's complement does
                data.Read(0, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case OnnxElementType.Int32: Convert<int, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.UInt32: Convert<uint, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.Int16: Convert<short, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.UInt16: Convert<ushort, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.Int8: Convert<sbyte, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.UInt8: Convert<byte, long>(data, values, static (from, to) => TensorPrimitives.ConvertTruncating(from, to)); break;
            case OnnxElementType.Bool:
                Convert<byte, long>(data, values, static (from, to) =>
                {
                    for (int i = 0; i < from.Length; i++)
                        to[i] = from[i] != 0 ? 1 : 0;
                });
                break;
            default:
                throw new ArgumentException($"Tensor '{tensor.Name}' is {tensor.Type}; whole numbers were asked for. Use ReadFloats.");
        }
        return values;
    }

    public static int Size(OnnxTensor tensor) => tensor.Count <= Array.MaxLength
        ? (int)tensor.Count
        : throw new NotSupportedException($"Tensor '{tensor.Name}' has {tensor.Count} elements; at most {Array.MaxLength} fit in memory at once. Use the ONNX Runtime backend for this model.");

    private delegate void Step<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to);

    private static void Convert<TFrom, TTo>(TensorData data, Span<TTo> values, Step<TFrom, TTo> step) where TFrom : unmanaged
    {
        var piece = new TFrom[Math.Min(Piece, values.Length)];
        int width = MemoryMarshal.AsBytes<TFrom>(new TFrom[1]).Length;
        for (int done = 0; done < values.Length; done += piece.Length)
        {
            int next = Math.Min(piece.Length, values.Length - done);
            data.Read((long)done * width, MemoryMarshal.AsBytes(piece.AsSpan(0, next)));
            step(piece.AsSpan(0, next), values.Slice(done, next));
        }
    }
}
