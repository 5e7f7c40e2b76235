using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Gives keys their texts back.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    private readonly string _output, _input;

    internal KeyToValueMappingEstimator(string output, string input) : base(new(output, input)) => (_output, _input) = (output, input);

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var source = inputSchema.Find(_input);
        if (!source.IsKey || !source.Annotations.Any(column => column.Name == "KeyValues"))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Schema mismatch for input column '{_input}': expected a key with KeyValues, got {source.ItemType}");
        return inputSchema.With([new(_output, source.Kind, TextDataViewType.Instance, false, new SchemaShape([]))]);
    }
}
