using Microsoft.ML;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Components;

/// <summary>The stage of <see cref="MapIdsTransformer"/>: numbers ids as they appear, or takes a given vocabulary.</summary>
public sealed class MapIdsEstimator(string output, string input, Vocabulary? vocabulary = null, RunSettings? run = null) : IEstimator<MapIdsTransformer>
{
    private const string Name = MapIdsTransformer.SectionKind;

    /// <inheritdoc/>
    public MapIdsTransformer Fit(IDataView data)
    {
        var settings = run ?? RunSettings.Default;
        var ids = vocabulary;
        if (ids is null)
            ComponentRows.ForEachBatch(data, Name, [ComponentInput.Id(input, ids = new Vocabulary(), grows: true)], settings, _ => { });
        return new(output, input, ids) { Run = settings };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ComponentShape.After(inputSchema, Name, [ComponentInput.Id(input, new Vocabulary())], ComponentOutput.Key(output, ["any"]));
}
