namespace Recsys.MLNet.Onnx.Format;

/// <summary>The fields of a TensorProto while it is read. Values lie in exactly one of: raw bytes, typed lists, another file.</summary>
internal sealed class TensorFields
{
    public string Name = "";
    public OnnxElementType Type;
    public readonly List<long> Shape = [];
    public readonly List<byte> Fixed = [];
    public readonly List<long> Whole = [];
    public readonly Dictionary<string, string> External = [];
    public bool IsExternal;
    public TensorData? Raw;

    public OnnxTensor Build(ExternalFiles external)
    {
        long[] shape = [.. Shape];
        TensorShape.Count(shape, Name);
        int width = TensorShape.BytesOf(Type, Name);
        if (IsExternal)
            return new(Name, Type, shape, external.Find(Name, External));
        if (Raw is { } raw)
            return new(Name, Type, shape, raw);
        if (Fixed.Count > 0)
            return new(Name, Type, shape, TensorData.Of(Fixed.ToArray()));
        var bytes = new byte[Whole.Count * (long)width];
        for (int i = 0; i < Whole.Count; i++)
            for (int b = 0; b < width; b++)
                bytes[i * width + b] = (byte)(Whole[i] >> (8 * b));
        return new(Name, Type, shape, TensorData.Of(bytes));
    }
}
