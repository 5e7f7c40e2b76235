using System.Numerics.Tensors;
using Microsoft.ML;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Adds the cosine of two vectors of a row: how near a candidate lies to an interest, a query or another item.</summary>
/// <remarks>
/// <code>output = left·right / (‖left‖ ‖right‖)</code>
/// 0 where one of them is all zeros: nothing is known, and nothing speaks for or against. Trees split one number at a time and cannot
/// find this product in the vectors themselves.
/// </remarks>
public sealed class SimilarityTransformer : RowComponent
{
    internal const string SectionKind = "component-similarity";

    private readonly string _output, _left, _right;

    /// <summary>A component over the named columns.</summary>
    public SimilarityTransformer(string output, string left, string right)
    {
        (_output, _left, _right) = (output, left, right);
        Inputs = [ComponentInput.Vector(left), ComponentInput.Vector(right)];
    }

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Number(_output)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var cosines = batch.Output<float>(0);
        for (int row = 0; row < batch.Count; row++)
        {
            var left = batch.Row<float>(0, row);
            var right = batch.Row<float>(1, row);
            if (left.Length != right.Length)
                throw new SchemaMismatchException($"Column '{_left}' holds a vector of {left.Length} numbers and '{_right}' one of {right.Length}; a similarity needs two of one size.");
            float lengths = MathF.Sqrt(TensorPrimitives.SumOfSquares(left) * TensorPrimitives.SumOfSquares(right));
            cosines[row] = lengths > 0 ? TensorPrimitives.Dot(left, right) / lengths : lengths == 0 ? 0 : float.NaN;
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _left, _right]);
    }

    internal static SimilarityTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return reader.ReadStrings() is [var output, var left, var right] ? new(output, left, right) : throw SavedPart.Damaged(SectionKind);
    }
}
