using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A value while a model runs: shape and type over part of a buffer, always dense and row-major.</summary>
internal sealed class Tensor
{
    public const int MaxRank = 8;
    private readonly int[] _dims = new int[MaxRank];
    private Buffer? _buffer;
    private int _offset;

    public OnnxElementType Type { get; private set; }

    public int Rank { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Dims => _dims.AsSpan(0, Rank);

    public Storage Storage => StorageOf(Type);

    public bool IsFloat => Storage == Storage.Floats;

    public Span<float> Floats => (Memory.Floats ?? throw Wrong("floats")).AsSpan(_offset, Count);

    public Span<long> Longs => (Memory.Longs ?? throw Wrong("whole numbers")).AsSpan(_offset, Count);

    public Span<byte> Bytes => (Memory.Bytes ?? throw Wrong("8-bit numbers")).AsSpan(_offset, Count);

    public Buffer Memory => _buffer ?? throw new InvalidDataException("a value is used before it is made");

    public int Offset => _offset;

    public bool HasMemory => _buffer is not null;

    /// <summary>The elements as the type they are stored as: float, long or byte.</summary>
    public Span<T> Values<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? MemoryMarshal.Cast<float, T>(Floats) : typeof(T) == typeof(long) ? MemoryMarshal.Cast<long, T>(Longs) : MemoryMarshal.Cast<byte, T>(Bytes);

    public static Storage StorageOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Double => Storage.Floats,
        OnnxElementType.UInt8 or OnnxElementType.Int8 => Storage.Bytes,
        OnnxElementType.Bool or OnnxElementType.Int16 or OnnxElementType.UInt16 or OnnxElementType.Int32 or OnnxElementType.UInt32 or OnnxElementType.Int64 or OnnxElementType.UInt64 => Storage.Longs,
        _ => throw new NotSupportedException($"values of type {type} cannot be calculated with"),
    };

    public static Tensor Constant(OnnxElementType type, ReadOnlySpan<int> dims, Buffer buffer)
    {
        var tensor = new Tensor();
        tensor.Set(type, dims, buffer, 0);
        return tensor;
    }

    public void Set(OnnxElementType type, ReadOnlySpan<int> dims, Buffer buffer, int offset)
    {
        if (dims.Length > MaxRank)
            throw new NotSupportedException($"a value has {dims.Length} dimensions; managed code handles {MaxRank}");
        int count = CountOf(dims);
        dims.CopyTo(_dims);
        (Type, Rank, Count, _buffer, _offset) = (type, dims.Length, count, buffer, offset);
    }

    /// <summary>Forgets the memory and returns it.</summary>
    public Buffer? Clear()
    {
        var buffer = _buffer;
        _buffer = null;
        return buffer;
    }

    public static int CountOf(ReadOnlySpan<int> dims)
    {
        long count = 1;
        foreach (int size in dims)
        {
            if (size < 0)
                throw new InvalidDataException($"a shape of [{string.Join(", ", dims.ToArray())}] has a negative size");
            count *= size;
            if (count > Array.MaxLength)
                throw new InvalidDataException($"a shape of [{string.Join(", ", dims.ToArray())}] has more elements than fit in memory");
        }
        return (int)count;
    }

    public override string ToString() => $"{Type}[{string.Join(", ", Dims.ToArray())}]";

    private InvalidDataException Wrong(string wanted) => new($"a value of type {Type} is used where {wanted} are needed");
}
