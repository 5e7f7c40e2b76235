using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>A small text encoder as a part of a saved model: vocabulary and ONNX graph, so that items which come after training have vectors too.</summary>
/// <remarks>Computed in managed code on every machine, so that a list is made again bit for bit anywhere. Opened when the first text comes.</remarks>
public sealed class StoredTextEncoder : IItemTextVectors
{
    internal const string SectionKind = "stored-text-encoder";
    private readonly string[] _fields;
    private readonly WordPieceVocabulary _vocabulary;
    private readonly byte[] _graph;
    private readonly int _maxTokens;
    private readonly Lazy<(TextTokenizer Tokenizer, OnnxSession Session)> _open;

    /// <summary>An encoder.</summary>
    /// <param name="fields">Item fields whose texts are joined.</param>
    /// <param name="vocabulary">Its tokens.</param>
    /// <param name="maxTokens">Tokens of a text beyond which it is cut off.</param>
    /// <param name="dimensions">Length of its vectors.</param>
    /// <param name="graph">An ONNX model with the inputs <c>input_ids</c> and <c>attention_mask</c> (1, tokens) and one output (1, <paramref name="dimensions"/>).</param>
    public StoredTextEncoder(IReadOnlyList<string> fields, WordPieceVocabulary vocabulary, int maxTokens, int dimensions, byte[] graph)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        (_fields, _vocabulary, _maxTokens, Dimensions, _graph) = ([.. fields], vocabulary, maxTokens, dimensions, graph);
        _open = new(() => (_vocabulary.ToTokenizer(), OnnxSession.Open(_graph, new OnnxSessionOptions { Backend = OnnxBackend.Managed })));
    }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public bool TryVector(IReadOnlyList<Field> fields, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(fields);
        // As the catalogue joins them for training.
        string text = string.Join(' ', _fields.SelectMany(name => fields.Where(f => f.Name == name).Take(1)).Select(f => f.Value.ToString()));
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var (tokenizer, session) = _open.Value;
        long[] ids = [.. tokenizer.Encode(text, maxTokens: _maxTokens).Ids.Select(i => (long)i)];
        long[] mask = new long[ids.Length];
        mask.AsSpan().Fill(1);
        using var result = session.Run([("input_ids", OnnxValue.Of(ids, 1, ids.Length)), ("attention_mask", OnnxValue.Of(mask, 1, mask.Length))]);
        result[0].Floats.CopyTo(vector);
        return true;
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_fields);
        writer.Write(_vocabulary.Tokens);
        writer.Write(_maxTokens);
        writer.Write(Dimensions);
        writer.Write<byte>(_graph);
    }

    internal static StoredTextEncoder Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(reader.ReadStrings(), WordPieceVocabulary.Of(reader.ReadStrings()), reader.ReadInt(), reader.ReadInt(), reader.ReadArray<byte>());
    }
}
