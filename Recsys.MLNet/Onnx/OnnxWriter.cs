using Recsys.MLNet.Onnx.Format;

namespace Recsys.MLNet.Onnx;

/// <summary>Writes standard ONNX files that any ONNX runtime loads.</summary>
public static class OnnxWriter
{
    private const long LargestFile = int.MaxValue; // a limit of the format, not of this writer

    /// <summary>Writes the model beside its place and renames it in, so that a reader never sees half a file.</summary>
    public static void Save(OnnxModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string aside = path + ".part";
        try
        {
            using (var stream = File.Create(aside))
                Write(model, stream);
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Writes the model to a stream, which stays open.</summary>
    public static void Write(OnnxModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var message = MessageWriter.Model(model);
        if (message.Length > LargestFile)
            throw new NotSupportedException($"The model takes {message.Length} bytes; one ONNX file holds at most {LargestFile}. Store weights as half precision.");
        message.WriteTo(stream);
    }
}
