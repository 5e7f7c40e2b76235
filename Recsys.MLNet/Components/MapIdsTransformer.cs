using Microsoft.ML;
using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Adds a key column for ids of any kind, by a vocabulary; an id that is not in it is missing.</summary>
public sealed class MapIdsTransformer : RowComponent
{
    internal const string SectionKind = "component-map-ids";

    private readonly string _output, _input;
    private readonly Vocabulary _vocabulary;

    /// <summary>A component over a vocabulary, to which nothing may be added any more.</summary>
    public MapIdsTransformer(string output, string input, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        (_output, _input, _vocabulary) = (output, input, vocabulary);
        Inputs = [ComponentInput.Id(input, vocabulary)];
    }

    /// <summary>The ids, in the order of their keys.</summary>
    public IReadOnlyList<string> Ids => _vocabulary.Ids;

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Key(_output, _vocabulary.Ids)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var ids = batch.Column<int>(0);
        var keys = batch.Output<uint>(0);
        for (int row = 0; row < keys.Length; row++)
            keys[row] = (uint)(ids[row] + 1);
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _input]);
        writer.Write(_vocabulary.Ids);
    }

    internal static MapIdsTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return reader.ReadStrings() is [var output, var input] ? new(output, input, new Vocabulary(reader.ReadStrings())) : throw SavedPart.Damaged(SectionKind);
    }
}
