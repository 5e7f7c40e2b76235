using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx;

/// <summary>A tensor that a run reads or returns: a shape over floats or whole numbers.</summary>
/// <remarks>
/// Floating-point types of every width are held as <see cref="float"/>, whole numbers and truth values as <see cref="long"/>;
/// a backend converts where a model wants another width. Values are not copied on the way in. An output may be fed to the
/// next run as it is, as decoders do with their key-value cache, until its <see cref="OnnxResult"/> is disposed of.
/// </remarks>
public sealed class OnnxValue
{
    private readonly int[] _shape;
    private readonly Memory<float> _floats;
    private readonly Memory<long> _longs;

    private OnnxValue(OnnxElementType type, int[] shape, Memory<float> floats, Memory<long> longs)
    {
        (Type, _shape, _floats, _longs) = (type, shape, floats, longs);
        long count = 1;
        foreach (int size in shape)
            count = checked(count * (size >= 0 ? size : throw new ArgumentException($"The shape [{string.Join(", ", shape)}] has a negative size.")));
        int held = IsFloat ? floats.Length : longs.Length;
        if (count != held)
            throw new ArgumentException($"values holds {held} elements; the shape [{string.Join(", ", shape)}] needs {count}.");
    }

    /// <summary>Element type; the declared one for outputs.</summary>
    public OnnxElementType Type { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public int Count => IsFloat ? _floats.Length : _longs.Length;

    /// <summary>Whether it holds floats.</summary>
    public bool IsFloat => Holds(Type);

    /// <summary>The elements of a floating-point tensor.</summary>
    public Span<float> Floats => IsFloat ? _floats.Span : throw new InvalidOperationException($"The tensor holds {Type}; read Longs.");

    /// <summary>The elements of a tensor of whole numbers or truth values (0 and 1).</summary>
    public Span<long> Longs => !IsFloat ? _longs.Span : throw new InvalidOperationException($"The tensor holds {Type}; read Floats.");

    internal Memory<float> FloatMemory => _floats;

    internal Memory<long> LongMemory => _longs;

    /// <summary>A tensor of floats over the caller's memory.</summary>
    public static OnnxValue Of(Memory<float> values, params ReadOnlySpan<int> shape) => new(OnnxElementType.Float, shape.ToArray(), values, default);

    /// <summary>A tensor of floats over the caller's array.</summary>
    public static OnnxValue Of(float[] values, params ReadOnlySpan<int> shape) => Of(values.AsMemory(), shape);

    /// <summary>A tensor of whole numbers over the caller's memory.</summary>
    public static OnnxValue Of(Memory<long> values, params ReadOnlySpan<int> shape) => new(OnnxElementType.Int64, shape.ToArray(), default, values);

    /// <summary>A tensor of whole numbers over the caller's array.</summary>
    public static OnnxValue Of(long[] values, params ReadOnlySpan<int> shape) => Of(values.AsMemory(), shape);

    /// <summary>A tensor without elements, such as an empty key-value cache.</summary>
    public static OnnxValue Empty(OnnxElementType type, params ReadOnlySpan<int> shape) => new(type, shape.ToArray(), default, default);

    /// <summary>A copy that outlives its result.</summary>
    public OnnxValue Copy() => new(Type, _shape, _floats.ToArray(), _longs.ToArray());

    internal static OnnxValue Made(OnnxElementType type, int[] shape, Memory<float> floats, Memory<long> longs) => new(type, shape, floats, longs);

    internal static bool Holds(OnnxElementType type) =>
        type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Double;

    internal static bool TryArray<T>(ReadOnlyMemory<T> memory, out ArraySegment<T> segment) => MemoryMarshal.TryGetArray(memory, out segment) && segment.Array is not null;
}
