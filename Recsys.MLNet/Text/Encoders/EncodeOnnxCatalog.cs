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

    /// <summary>Adds the score that a cross-encoder gives a pair of texts.</summary>
    /// <param name="catalog"><c>ml.Transforms.Text</c>.</param>
    /// <param name="output">The column that is added: a number, higher is better.</param>
    /// <param name="first">Column of the first texts: queries, or what is known of users in words.</param>
    /// <param name="second">Column of the second texts: candidates.</param>
    /// <param name="options">The model's folder. Saved; the folder itself stays where it is.</param>
    /// <param name="session">Backend, device, threads. Not saved.</param>
    /// <param name="run">Cancellation.</param>
    public static CrossEncodeEstimator CrossEncode(this TransformsCatalog.TextTransforms catalog, string output, string first, string second, CrossEncodeOptions options, OnnxSessionOptions? session = null, RunSettings? run = null) =>
        new(output, first, second, options, session, run);
}
