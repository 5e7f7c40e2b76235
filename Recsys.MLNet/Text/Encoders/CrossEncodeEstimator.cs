using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Adds the score that a cross-encoder gives a pair of texts; there is nothing to fit.</summary>
public sealed class CrossEncodeEstimator : IEstimator<CrossEncodeTransformer>
{
    private readonly CrossEncodeTransformer _component;

    /// <summary>Opens the model.</summary>
    public CrossEncodeEstimator(string output, string first, string second, CrossEncodeOptions options, OnnxSessionOptions? session = null, RunSettings? run = null) =>
        _component = new(output, first, second, options, session) { Run = run ?? RunSettings.Default };

    /// <inheritdoc/>
    public CrossEncodeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _component.GetOutputSchema(input.Schema);
        return _component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, "CrossEncode", _component.Inputs, [.. _component.Outputs(null!)]);
}
