using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>The stage of <see cref="SimilarityTransformer"/>; it has nothing to learn.</summary>
public sealed class SimilarityEstimator(string output, string left, string right, RunSettings? run = null) : IEstimator<SimilarityTransformer>
{
    /// <inheritdoc/>
    public SimilarityTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var component = new SimilarityTransformer(output, left, right) { Run = run ?? RunSettings.Default };
        component.GetOutputSchema(input.Schema); // schema errors come before data flows
        return component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, SimilarityTransformer.SectionKind,
        [ComponentInput.Vector(left), ComponentInput.Vector(right)], ComponentOutput.Number(output));
}
