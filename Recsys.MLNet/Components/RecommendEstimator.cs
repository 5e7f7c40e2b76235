using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>The stage of <see cref="RecommendTransformer"/>: opens the package, learns nothing from the data.</summary>
public sealed class RecommendEstimator(string packagePath, RecommendColumns? columns = null, RunSettings? run = null) : IEstimator<RecommendTransformer>
{
    private readonly RecommendColumns _columns = columns ?? new();

    /// <inheritdoc/>
    public RecommendTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var component = new RecommendTransformer(packagePath, _columns) { Run = run ?? RunSettings.Default };
        component.GetOutputSchema(input.Schema);
        return component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ComponentShape.After(inputSchema, RecommendTransformer.SectionKind, RecommendTransformer.InputsOf(_columns), RecommendTransformer.OutputsOf(_columns));
}
