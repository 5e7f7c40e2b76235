using Recsys.MLNet.Onnx.Format;

namespace Recsys.MLNet.Onnx;

/// <summary>Reads ONNX files.</summary>
/// <remarks>
/// Reads structure and small values at once and leaves large tensors in the file. Anything that is not a sound ONNX file is a
/// <see cref="ModelFormatException"/> that says what was found and where. Graphs nested in nodes (control flow) are noted, not read.
/// </remarks>
public static class OnnxReader
{
    /// <summary>Opens a model file; tensors kept in files beside it are found there.</summary>
    public static OnnxModel Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no ONNX model at '{path}'.", path);
        var source = ByteSource.Open(path);
        try
        {
            return Read(source, path);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads a model from memory; it cannot refer to other files.</summary>
    public static OnnxModel Read(ReadOnlyMemory<byte> model) => Read(ByteSource.Of(model), null);

    private static OnnxModel Read(ByteSource source, string? path)
    {
        var model = new OnnxModel { Path = path };
        model.Own(source);
        if (!new MessageReader(new ExternalFiles(path, model)).ReadModel(WireMessage.Root(source), model))
            throw new ModelFormatException($"{source.Name} holds no graph. It is not an ONNX model, or an empty file.");
        return model;
    }
}
