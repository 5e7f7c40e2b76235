using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Adds the members of one class, computed from those of another by the user's code.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>> where TSrc : class, new() where TDst : class, new()
{
    private readonly CustomMappingTransformer<TSrc, TDst> _transformer;

    internal CustomMappingEstimator(CustomMappingTransformer<TSrc, TDst> transformer) : base(transformer) => _transformer = transformer;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var member in _transformer.Inputs)
            inputSchema.Find(member.Name);
        return inputSchema.With(_transformer.Outputs.Select(member => SchemaShape.Column.Of(member.Name, member.Type, member.Annotations.Schema)));
    }
}
