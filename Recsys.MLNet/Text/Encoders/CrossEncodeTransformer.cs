using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Adds the score that a cross-encoder gives a pair of texts, each pair by itself, so that a row is the same in any batch.</summary>
/// <remarks>Saved are the column names and <see cref="CrossEncodeOptions"/>; loading opens the folder again and refuses another model than the one saved.</remarks>
public sealed class CrossEncodeTransformer : RowComponent
{
    internal const string SectionKind = "component-cross-encode";

    private readonly string _output, _first, _second;
    private readonly CrossEncodeOptions _options;
    private readonly OnnxCrossEncoder _encoder;

    /// <summary>Opens the model.</summary>
    public CrossEncodeTransformer(string output, string first, string second, CrossEncodeOptions options, OnnxSessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        (_output, _first, _second, _options) = (output, first, second, options);
        _encoder = OnnxCrossEncoder.Open(options.Model, session, options.MaxTokens, tokensPerBatch: 1); // pairs side by side would change the last bits with the batch
        Inputs = [ComponentInput.Text(first), ComponentInput.Text(second)];
    }

    /// <summary>What computes the model, and why.</summary>
    public string Backend => _encoder.Backend;

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
        var firsts = batch.Column<ReadOnlyMemory<char>>(0);
        var seconds = batch.Column<ReadOnlyMemory<char>>(1);
        string[] queries = new string[batch.Count], candidates = new string[batch.Count];
        for (int row = 0; row < queries.Length; row++)
            (queries[row], candidates[row]) = (firsts[row].ToString(), seconds[row].ToString());
        float[] scores = _encoder.ScorePairs(queries, candidates, Run.Cancellation);
        if (_options.AsProbability)
            for (int row = 0; row < scores.Length; row++)
                scores[row] = 1 / (1 + MathF.Exp(-scores[row]));
        scores.CopyTo(batch.Output<float>(0));
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _first, _second, _options.Model, _encoder.Id]);
        writer.Write(_options.MaxTokens);
        writer.Write(_options.AsProbability);
    }

    internal static CrossEncodeTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        if (reader.ReadStrings() is not [var output, var first, var second, var model, var id])
            throw SavedPart.Damaged(SectionKind);
        var component = new CrossEncodeTransformer(output, first, second, new() { Model = model, MaxTokens = reader.ReadInt(), AsProbability = reader.ReadBool() });
        return component._encoder.Id == id ? component
            : throw new ModelFormatException($"The cross-encoder in {model} is not the one that column '{output}' was made with (id {component._encoder.Id}, saved {id}). Put the old folder back, or fit again.");
    }
}
