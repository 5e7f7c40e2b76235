using Microsoft.ML;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet;

/// <summary>ONNX models in <c>ml.Transforms</c>.</summary>
public static class ApplyOnnxCatalog
{
    /// <summary>Adds what an ONNX model makes of a column of vectors.</summary>
    /// <param name="catalog"><c>ml.Transforms</c>.</param>
    /// <param name="output">The column that is added: a vector.</param>
    /// <param name="input">Column of vectors of the size that the model takes.</param>
    /// <param name="options">The model, and how it is run here.</param>
    /// <param name="run">Cancellation.</param>
    public static ApplyOnnxEstimator ApplyOnnx(this TransformsCatalog catalog, string output, string input, ApplyOnnxOptions options, RunSettings? run = null) =>
        new(output, input, options, run);
}
