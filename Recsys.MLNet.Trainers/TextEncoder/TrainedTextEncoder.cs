using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>A learned text encoder: vectors of unit length for any text.</summary>
public sealed class TrainedTextEncoder
{
    private readonly TextEncoderOptions _options;
    private readonly TextNetwork _network;

    internal TrainedTextEncoder(TextEncoderOptions options, WordPieceVocabulary vocabulary, TextTokenizer tokenizer, TextNetwork network)
    {
        (_options, Vocabulary, Tokenizer, _network) = (options, vocabulary, tokenizer, network);
    }

    /// <summary>Its vocabulary.</summary>
    public WordPieceVocabulary Vocabulary { get; }

    /// <summary>Its tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => _network.Dimensions;

    internal TextNetwork Network => _network;

    internal int MaxTokens => _options.MaxTokens;

    /// <summary>Encodes texts. One vector of unit length for each, row-major (texts, <see cref="Dimensions"/>).</summary>
    public float[] Encode(IReadOnlyList<string> texts, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tokens = new int[texts.Count][];
        run.ParallelFor(texts.Count, i => tokens[i] = Tokenizer.Encode(texts[i], maxTokens: _options.MaxTokens).Ids);
        return Encode(_network, tokens, run);
    }

    /// <summary>Writes a folder that any runtime of ONNX reads, and <c>OnnxTextEncoder</c> opens: <c>model.onnx</c>, <c>tokenizer.json</c>, <c>config.json</c>.</summary>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        OnnxWriter.Save(TextEncoderGraph.Build(_network), Path.Combine(folder, "model.onnx"));
        Vocabulary.Save(Path.Combine(folder, "tokenizer.json"));
        var configuration = new JsonObject { ["model_type"] = "recsys-text-encoder", ["hidden_size"] = Dimensions, ["max_position_embeddings"] = _options.MaxTokens };
        AtomicFile.Write(Path.Combine(folder, "config.json"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(configuration.ToJsonString())));
    }

    /// <summary>As a part of a model that is saved with it.</summary>
    /// <param name="fields">Item fields whose texts are encoded.</param>
    public StoredTextEncoder ToStored(IReadOnlyList<string> fields)
    {
        using var graph = new MemoryStream();
        OnnxWriter.Write(TextEncoderGraph.Build(_network), graph);
        return new(fields, Vocabulary, _options.MaxTokens, Dimensions, graph.ToArray());
    }

    internal static float[] Encode(TextNetwork network, int[][] tokens, RunSettings run)
    {
        const int Block = 1024;
        int o = network.Dimensions;
        var vectors = new float[checked(tokens.Length * o)];
        var batch = new TextBatch();
        for (int from = 0; from < tokens.Length; from += Block)
        {
            batch.Clear();
            int to = Math.Min(tokens.Length, from + Block);
            for (int i = from; i < to; i++)
                batch.Add(tokens[i]);
            batch.Forward(network, run);
            batch.Vectors.AsSpan(0, (to - from) * o).CopyTo(vectors.AsSpan(from * o));
        }
        return vectors;
    }
}
