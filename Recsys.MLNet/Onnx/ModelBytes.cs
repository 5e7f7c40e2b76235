namespace Recsys.MLNet.Onnx;

/// <summary>Where a native runtime finds the same model: a path, or bytes.</summary>
internal sealed class ModelBytes
{
    private readonly Func<ReadOnlyMemory<byte>>? _bytes;

    private ModelBytes(string? path, Func<ReadOnlyMemory<byte>>? bytes) => (Path, _bytes) = (path, bytes);

    public string? Path { get; }

    public ReadOnlyMemory<byte> Bytes => _bytes!();

    public static ModelBytes At(string path) => new(path, null);

    public static ModelBytes In(ReadOnlyMemory<byte> bytes) => new(null, () => bytes);

    public static ModelBytes Of(OnnxModel model) => model.Path is { } path ? At(path) : new(null, () =>
    {
        using var stream = new MemoryStream();
        OnnxWriter.Write(model, stream);
        return stream.ToArray();
    });
}
