using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Text;

namespace Recsys.MLNet.Components;

/// <summary>Adds the weighted terms of a text, in any language, as a sparse vector of length 1; terms not seen when fitting are left out.</summary>
public sealed class TfIdfTextTransformer : RowComponent
{
    internal const string SectionKind = "component-tf-idf";

    private readonly string _output, _input;

    /// <summary>A component over fitted term weights.</summary>
    public TfIdfTextTransformer(string output, string input, TermWeights terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        (_output, _input, Terms) = (output, input, terms);
        Inputs = [ComponentInput.Text(input)];
    }

    /// <summary>The terms and what they weigh.</summary>
    public TermWeights Terms { get; }

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) =>
        [ComponentOutput.SparseVector(_output, Math.Max(1, Terms.Vocabulary.Count))];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var texts = batch.Column<ReadOnlyMemory<char>>(0);
        for (int row = 0; row < batch.Count; row++)
        {
            var (terms, weights) = Terms.Encode(texts[row].ToString());
            batch.SetRow(0, row, new VBuffer<float>(Math.Max(1, Terms.Vocabulary.Count), terms.Length, weights, terms));
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _input]);
        writer.Write(Terms.Vocabulary.Ids);
        writer.Write<float>(Terms.InverseFrequencies);
    }

    internal static TfIdfTextTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        if (reader.ReadStrings() is not [var output, var input])
            throw SavedPart.Damaged(SectionKind);
        var (terms, weights) = (reader.ReadStrings(), reader.ReadArray<float>());
        return terms.Length == weights.Length ? new(output, input, new TermWeights(new Vocabulary(terms), weights)) : throw SavedPart.Damaged(SectionKind);
    }
}
