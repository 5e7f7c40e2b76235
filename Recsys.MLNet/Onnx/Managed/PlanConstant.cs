namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A constant of a graph being planned. Weights stay in the model file until an operation takes them.</summary>
internal sealed class PlanConstant
{
    private readonly OnnxTensor? _source;
    private Tensor? _value;

    public PlanConstant(OnnxTensor source)
    {
        _source = source;
        Type = source.Type;
        Dims = [.. source.Shape.Select(size => size <= int.MaxValue ? (int)size : throw new NotSupportedException($"Constant {source} is too large for managed code; use ONNX Runtime."))];
    }

    public PlanConstant(Tensor value) => (_value, Type, Dims) = (value, value.Type, value.Dims.ToArray());

    public OnnxElementType Type { get; }

    public int[] Dims { get; }

    public int Count => Tensor.CountOf(Dims);

    /// <summary>The value, read once and kept.</summary>
    public Tensor Load() => _value ??= Read();

    /// <summary>Copies the elements as floats, for an operation that keeps them in its own form; nothing stays behind.</summary>
    public void CopyFloats(Span<float> to)
    {
        if (_value is null)
            _source!.ReadFloats(to);
        else
            _value.Floats.CopyTo(to);
    }

    private Tensor Read() => Tensor.Constant(Type, Dims, Tensor.StorageOf(Type) switch
    {
        Storage.Floats => Buffer.Foreign(_source!.ReadFloats()),
        Storage.Longs => Buffer.Foreign(_source!.ReadLongs()),
        _ => Buffer.Foreign(_source!.ReadBytes()),
    });
}
