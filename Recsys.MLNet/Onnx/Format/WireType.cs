namespace Recsys.MLNet.Onnx.Format;

/// <summary>How a field is encoded on the wire of Protocol Buffers.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
