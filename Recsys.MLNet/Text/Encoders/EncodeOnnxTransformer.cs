using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Adds the vector that a text encoder makes of a text. Equal texts of a batch are encoded once, each text by itself, so that a row is the same in any batch.</summary>
/// <remarks>
/// Saved are the column names and <see cref="OnnxTextEncoderOptions"/>: the path of the model's folder and not what is in it, nor where
/// and how it runs. Loading opens the folder again and refuses another encoder than the one saved.
/// </remarks>
public sealed class EncodeOnnxTransformer : RowComponent
{
    internal const string SectionKind = "component-encode-onnx";

    private readonly string _output, _input;
    private readonly OnnxTextEncoderOptions _options;
    private readonly OnnxTextEncoder _encoder;

    /// <summary>Opens the encoder.</summary>
    public EncodeOnnxTransformer(string output, string input, OnnxTextEncoderOptions options, OnnxSessionOptions? session = null)
    {
        (_output, _input, _options) = (output, input, options);
        _encoder = OnnxTextEncoder.Open(options, session, tokensPerBatch: 1); // texts side by side would change the last bits with the batch
        Inputs = [ComponentInput.Text(input)];
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => _encoder.Dimensions;

    /// <summary>What computes the model, and why.</summary>
    public string Backend => _encoder.Backend;

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Vector(_output, Dimensions)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
            return;
        var column = batch.Column<ReadOnlyMemory<char>>(0);
        var texts = new string[batch.Count];
        for (int row = 0; row < texts.Length; row++)
            texts[row] = column[row].ToString();
        EncodeAll(texts, batch.Output<float>(0), Run.Cancellation);
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _input, _options.Model, _options.Prefix, _encoder.Id]);
        writer.Write((int)_options.Pooling);
        writer.Write(_options.Normalize);
        writer.Write(_options.MaxTokens);
        writer.Write(_options.Dimensions);
    }

    internal static EncodeOnnxTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        if (reader.ReadStrings() is not [var output, var input, var model, var prefix, var id])
            throw SavedPart.Damaged(SectionKind);
        var component = new EncodeOnnxTransformer(output, input, new()
        {
            Model = model,
            Prefix = prefix,
            Pooling = (TextPooling)reader.ReadInt(),
            Normalize = reader.ReadBool(),
            MaxTokens = reader.ReadInt(),
            Dimensions = reader.ReadInt(),
        });
        return component._encoder.Id == id ? component
            : throw new ModelFormatException($"The encoder in {model} is not the one that column '{output}' was made with (id {component._encoder.Id}, saved {id}). Put the old folder back, or fit again.");
    }

    private void EncodeAll(string[] texts, Span<float> vectors, CancellationToken cancellation)
    {
        string[] different = [.. texts.Distinct(StringComparer.Ordinal)];
        if (different.Length == texts.Length)
        {
            _encoder.Encode(texts, vectors, cancellation);
            return;
        }
        var made = new float[different.Length * Dimensions];
        _encoder.Encode(different, made, cancellation);
        var places = different.Index().ToDictionary(text => text.Item, text => text.Index, StringComparer.Ordinal);
        for (int row = 0; row < texts.Length; row++)
            made.AsSpan(places[texts[row]] * Dimensions, Dimensions).CopyTo(vectors[(row * Dimensions)..]);
    }
}
