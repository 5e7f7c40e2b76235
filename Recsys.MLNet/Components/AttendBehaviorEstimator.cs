using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>The stage of <see cref="AttendBehaviorTransformer"/>; it has nothing to learn.</summary>
public sealed class AttendBehaviorEstimator(string output, string history, string candidate, AttendBehaviorOptions? options = null, RunSettings? run = null) : IEstimator<AttendBehaviorTransformer>
{
    /// <inheritdoc/>
    public AttendBehaviorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var component = new AttendBehaviorTransformer(output, history, candidate, options) { Run = run ?? RunSettings.Default };
        component.GetOutputSchema(input.Schema); // schema errors come before data flows
        return component;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, AttendBehaviorTransformer.SectionKind,
        [ComponentInput.Vector(history), ComponentInput.Vector(candidate)], ComponentOutput.Vector(output, 1));
}
