namespace Recsys.MLNet.Onnx.Format;

/// <summary>A tensor's bytes: a range of a source, read when wanted.</summary>
internal readonly record struct TensorData(ByteSource Source, long Start, long Length)
{
    public static TensorData Of(ReadOnlyMemory<byte> bytes) => new(ByteSource.Of(bytes), 0, bytes.Length);

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/> within the tensor.</summary>
    public void Read(long offset, Span<byte> into) => Source.Read(Start + offset, into);
}
