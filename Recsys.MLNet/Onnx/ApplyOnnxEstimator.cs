using Microsoft.ML;
using Recsys.MLNet.Components;

namespace Recsys.MLNet.Onnx;

/// <summary>Adds what an ONNX model makes of a column of vectors; there is nothing to fit.</summary>
public sealed class ApplyOnnxEstimator : IEstimator<ApplyOnnxTransformer>
{
    private readonly ApplyOnnxTransformer _component;

    /// <summary>Opens the model.</summary>
    public ApplyOnnxEstimator(string output, string input, ApplyOnnxOptions options, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _component = new(output, input, File.ReadAllBytes(options.Model), options.Input, options.Output, options.Session) { Run = run ?? RunSettings.Default };
    }

    /// <inheritdoc/>
    public ApplyOnnxTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _component.GetOutputSchema(input.Schema);
        return _component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, "ApplyOnnx", _component.Inputs, [.. _component.Outputs(null!)]);
}
