using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Adds the vector that a text encoder makes of a text; there is nothing to fit.</summary>
public sealed class EncodeOnnxEstimator : IEstimator<EncodeOnnxTransformer>
{
    private readonly EncodeOnnxTransformer _component;

    /// <summary>Opens the encoder.</summary>
    public EncodeOnnxEstimator(string output, string input, OnnxTextEncoderOptions options, OnnxSessionOptions? session = null, RunSettings? run = null) =>
        _component = new(output, input, options, session) { Run = run ?? RunSettings.Default };

    /// <inheritdoc/>
    public EncodeOnnxTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _component.GetOutputSchema(input.Schema);
        return _component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, "EncodeOnnx", _component.Inputs, [.. _component.Outputs(null!)]);
}
