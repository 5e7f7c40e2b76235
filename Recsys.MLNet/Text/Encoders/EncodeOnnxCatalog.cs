using Microsoft.ML;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet;

/// <summary>Text encoders in <c>ml.Transforms.Text</c>.</summary>
public static class EncodeOnnxCatalog
{
    /// <summary>Adds the vector that an ONNX text encoder makes of a text.</summary>
    /// <param name="catalog"><c>ml.Transforms.Text</c>.</param>
    /// <param name="output">The column that is added: a vector.</param>
    /// <param name="input">Column of texts.</param>
    /// <param name="options">The encoder's folder, and how its output becomes a vector. Saved; the folder itself stays where it is.</param>
    /// <param name="session">Backend, device, threads. Not saved.</param>
    /// <param name="run">Cancellation.</param>
    public static EncodeOnnxEstimator EncodeOnnx(this TransformsCatalog.TextTransforms catalog, string output, string input, OnnxTextEncoderOptions options, OnnxSessionOptions? session = null, RunSettings? run = null) =>
        new(output, input, options, session, run);
}
