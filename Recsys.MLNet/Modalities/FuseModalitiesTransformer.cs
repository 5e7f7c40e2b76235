using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Modalities;

/// <summary>Adds one vector made of several vector columns by a learned gate.</summary>
public sealed class FuseModalitiesTransformer : RowComponent
{
    internal const string SectionKind = "component-fuse-modalities";
    private readonly string _output;
    private readonly string[] _inputs;

    /// <summary>A component over a fitted model.</summary>
    public FuseModalitiesTransformer(string output, IReadOnlyList<string> inputs, ModalityFusionModel model)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(model);
        if (inputs.Count != model.Modalities)
            throw new ArgumentException($"There are {inputs.Count} columns for a model of {model.Modalities} modalities; name one column for each.");
        (_output, _inputs, Model) = (output, [.. inputs], model);
        Inputs = [.. inputs.Select(ComponentInput.Vector)];
    }

    /// <summary>The fitted model.</summary>
    public ModalityFusionModel Model { get; }

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Vector(_output, Model.Dimensions)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Run.Cancellation.ThrowIfCancellationRequested();
        var vectors = new ReadOnlyMemory<float>[_inputs.Length];
        for (int row = 0; row < batch.Count; row++)
        {
            for (int m = 0; m < vectors.Length; m++)
            {
                var vector = batch.Row<float>(m, row);
                if (vector.Length != Model.WidthOf(m))
                    throw new SchemaMismatchException($"Column '{_inputs[m]}' holds a vector of {vector.Length} numbers; the model was trained on {Model.WidthOf(m)}.");
                vectors[m] = vector.ToArray();
            }
            Model.Fuse(vectors, batch.Output<float>(0, row));
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_output);
        writer.Write(_inputs);
        writer.WriteModel(Model);
    }

    internal static FuseModalitiesTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        var (output, inputs, model) = (reader.ReadString(), reader.ReadStrings(), reader.ReadModel<ModalityFusionModel>());
        return inputs.Length == model.Modalities ? new(output, inputs, model) : throw SavedPart.Damaged(SectionKind);
    }
}
