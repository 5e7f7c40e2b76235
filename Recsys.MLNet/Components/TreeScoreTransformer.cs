using Microsoft.ML;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Adds the score of a tree ensemble for each row's feature vector.</summary>
public sealed class TreeScoreTransformer : RowComponent
{
    internal const string SectionKind = "component-tree-score";

    private readonly string _features;
    private readonly string _score;

    /// <summary>A component over a fitted model.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="features">Column of feature vectors, of the model's width.</param>
    /// <param name="score">The column that is added.</param>
    public TreeScoreTransformer(TreeEnsemble model, string features = "Features", string score = "Score")
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, _features, _score) = (model, features, score);
        Inputs = [ComponentInput.Vector(features)];
    }

    /// <summary>The trees: importance, contributions, LightGBM's text format.</summary>
    public TreeEnsemble Model { get; }

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Number(_score)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (int row = 0; row < batch.Count; row++)
            if (batch.Row<float>(0, row).Length != Model.FeatureCount)
                throw new SchemaMismatchException($"Column '{_features}' holds a vector of {batch.Row<float>(0, row).Length} features; the model was trained with {Model.FeatureCount}.");
        // All rows are as wide as the model, so the column is the matrix.
        Model.Score(batch.Column<float>(0), batch.Output<float>(0));
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteModel(Model);
        writer.Write([_features, _score]);
    }

    internal static TreeScoreTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        var model = reader.ReadModel<TreeEnsemble>();
        return reader.ReadStrings() is [var features, var score]
            ? new(model, features, score)
            : throw new ModelFormatException($"The section '{SectionKind}' does not name its columns. The file is damaged; save or download it again.");
    }
}
