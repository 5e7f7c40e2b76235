namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Cast and CastLike between numeric types. Floats narrower than 32 bits are rounded to their own precision.</summary>
internal sealed class CastOperation(OnnxElementType? to) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        var type = to ?? call.In(1).Type;
        if (from.Type == type)
        {
            call.View(from, from.Dims);
            return;
        }
        switch (Tensor.StorageOf(type))
        {
            case Storage.Floats: ToFloats(from, type, call); break;
            case Storage.Longs: ToLongs(from, type, call); break;
            default: ToBytes(from, type, call); break;
        }
    }

    private static void ToFloats(Tensor from, OnnxElementType type, in Call call)
    {
        if (from.IsFloat && type is OnnxElementType.Float or OnnxElementType.Double && from.IsFloat)
        {
            call.View(from, from.Dims, type);
            return;
        }
        var to = call.MakeFloats(from.Dims, type);
        switch (from.Storage)
        {
            case Storage.Floats: from.Floats.CopyTo(to); break;
            case Storage.Longs:
                for (int i = 0; i < to.Length; i++)
                    to[i] = from.Longs[i];
                break;
            default:
                for (int i = 0; i < to.Length; i++)
                    to[i] = from.Type == OnnxElementType.Int8 ? (sbyte)from.Bytes[i] : from.Bytes[i];
                break;
        }
        for (int i = 0; type == OnnxElementType.Float16 && i < to.Length; i++)
            to[i] = (float)(Half)to[i];
        for (int i = 0; type == OnnxElementType.BFloat16 && i < to.Length; i++)
            to[i] = BFloat16.Round(to[i]);
    }

    private static void ToLongs(Tensor from, OnnxElementType type, in Call call)
    {
        var to = call.MakeLongs(from.Dims, type);
        bool truth = type == OnnxElementType.Bool;
        switch (from.Storage)
        {
            case Storage.Floats:
                for (int i = 0; i < to.Length; i++)
                    to[i] = truth ? from.Floats[i] != 0 ? 1 : 0 : (long)from.Floats[i];
                break;
            case Storage.Longs:
                for (int i = 0; i < to.Length; i++)
                    to[i] = truth ? from.Longs[i] != 0 ? 1 : 0 : from.Longs[i];
                break;
            default:
                for (int i = 0; i < to.Length; i++)
                    to[i] = truth ? from.Bytes[i] != 0 ? 1 : 0 : from.Type == OnnxElementType.Int8 ? (sbyte)from.Bytes[i] : from.Bytes[i];
                break;
        }
        Wrap.To(type, to);
    }

    private static void ToBytes(Tensor from, OnnxElementType type, in Call call)
    {
        var to = call.Make<byte>(type, from.Dims);
        switch (from.Storage)
        {
            case Storage.Floats:
                for (int i = 0; i < to.Length; i++)
                    to[i] = (byte)(long)from.Floats[i];
                break;
            case Storage.Longs:
                for (int i = 0; i < to.Length; i++)
                    to[i] = (byte)from.Longs[i];
                break;
            default: from.Bytes.CopyTo(to); break;
        }
    }
}
