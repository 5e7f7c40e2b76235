using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one item type into one vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(string output, string[] inputs) => (_output, _inputs) = (output, inputs);

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        var transformer = new ColumnConcatenatingTransformer(_output, _inputs);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var inputs = Array.ConvertAll(_inputs, name => inputSchema.Find(name));
        for (int i = 1; i < inputs.Length; i++)
            if (!inputs[i].ItemType.Equals(inputs[0].ItemType))
                throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Schema mismatch for input column '{_inputs[i]}': expected {inputs[0].ItemType}, got {inputs[i].ItemType}");
        var kind = inputs.Any(column => column.Kind == SchemaShape.Column.VectorKind.VariableVector) ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return inputSchema.With([new(_output, kind, inputs[0].ItemType, inputs[0].IsKey, new SchemaShape([]))]);
    }
}
