using System.Numerics.Tensors;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>A text encoder from a folder: tokenizer, ONNX model, pooling. Pairs of texts are read together, as the tokenizer joins them.</summary>
/// <remarks>
/// Texts are batched by length within a budget of tokens, and cut into tokens while the texts before them are computed. A text's vector does not depend on the texts beside it but for rounding
/// (1e-5). Reimers and Gurevych 2019, "Sentence-BERT", §3.
/// </remarks>
public sealed class OnnxTextEncoder : ITextPairEncoder
{
    private const int TextsAtOnce = 1024;
    private readonly OnnxTextEncoderOptions _options;
    private readonly EncoderFolder _folder;
    private readonly TokenRunner _runner;
    private readonly TextPooling _pooling;
    private readonly int _maxTokens, _tokensPerBatch, _output, _width;

    private OnnxTextEncoder(OnnxTextEncoderOptions options, EncoderFolder folder, TokenRunner runner, int tokensPerBatch)
    {
        (_options, _folder, _runner, _tokensPerBatch) = (options, folder, runner, tokensPerBatch);
        _pooling = options.Pooling == TextPooling.Auto ? folder.Pooling : options.Pooling;
        _maxTokens = options.MaxTokens == 0 ? folder.MaxTokens : Math.Min(options.MaxTokens, folder.MaxTokens);
        (_output, _width) = Probe();
        Dimensions = options.Dimensions == 0 ? _width : options.Dimensions <= _width ? options.Dimensions
            : throw new ArgumentException($"OnnxTextEncoderOptions.Dimensions is {options.Dimensions}; the model of {folder.Path} makes vectors of {_width}. Ask for fewer, or 0 for all.");
        Id = folder.Fingerprint(FormattableString.Invariant($"{_pooling}|{options.Normalize}|{_maxTokens}|{Dimensions}|{options.Prefix}"));
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>What computes the model, and why.</summary>
    public string Backend => $"{_runner.Session.Backend}: {_runner.Session.BackendReason}";

    /// <summary>Tokens of the texts so far, and tokens computed with padding.</summary>
    public (long Needed, long Computed) Tokens => _runner.Tokens;

    /// <summary>Opens the encoder of a folder.</summary>
    /// <param name="options">Which one, and how it is used.</param>
    /// <param name="session">Where and how the model runs; not part of what is saved.</param>
    /// <param name="tokensPerBatch">Tokens of one batch, padding included. More use a processor with many cores or a GPU better, and more memory.</param>
    public static OnnxTextEncoder Open(OnnxTextEncoderOptions options, OnnxSessionOptions? session = null, int tokensPerBatch = 512)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensPerBatch);
        var folder = EncoderFolder.Read(options.Model);
        var runner = new TokenRunner(folder.ModelFile, folder.Path, session);
        try
        {
            return new(options, folder, runner, tokensPerBatch);
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (vectors.Length != (long)texts.Count * Dimensions)
            throw new ArgumentException($"vectors holds {vectors.Length} values; expected {texts.Count} texts x {Dimensions} = {(long)texts.Count * Dimensions}.");
        Encode(texts.Count, i => _runner.Tokenizer.Encode(_options.Prefix + texts[i], maxTokens: _maxTokens), vectors, cancellation);
    }

    /// <inheritdoc/>
    public void EncodePairs(IReadOnlyList<string?> firsts, IReadOnlyList<string?> seconds, Span<float> vectors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firsts);
        ArgumentNullException.ThrowIfNull(seconds);
        if (firsts.Count != seconds.Count)
            throw new ArgumentException($"There are {firsts.Count} first and {seconds.Count} second texts; a pair takes one of each.");
        if (vectors.Length != (long)firsts.Count * Dimensions)
            throw new ArgumentException($"vectors holds {vectors.Length} values; expected {firsts.Count} pairs x {Dimensions} = {(long)firsts.Count * Dimensions}.");
        Encode(firsts.Count, i => _runner.Tokenizer.Encode(_options.Prefix + firsts[i], seconds[i] ?? "", _maxTokens), vectors, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    /// <summary>Writes a folder with the adapter in the graph and all other files as they are.</summary>
    internal void Export(string folder, TextAdapter adapter)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (_options.Prefix.Length > 0)
            throw new ArgumentException($"The encoder puts '{_options.Prefix}' before each text, which a graph cannot do. Open it without OnnxTextEncoderOptions.Prefix, learn the adapter on that, and write the prefix into the texts.");
        if (Path.GetFullPath(folder) == Path.GetFullPath(_folder.Path))
            throw new ArgumentException($"{folder} is the encoder's own folder; name another, so that the frozen encoder stays.");
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            // Models and their weights are replaced by the one file below; the pooling is part of it.
            if (Path.GetExtension(file) is not (".json" or ".txt" or ".model") || Path.GetRelativePath(_folder.Path, file).StartsWith("1_Pooling", StringComparison.Ordinal))
                continue;
            string to = Path.Combine(folder, Path.GetRelativePath(_folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to, overwrite: true);
        }
        Directory.CreateDirectory(folder);
        EncoderExport.Write(_folder.ModelFile, Path.Combine(folder, "model.onnx"), _output, _pooling, _options.Normalize, adapter);
    }

    // Windows of texts: while one is computed, another thread cuts the next into tokens.
    private void Encode(int count, Func<int, EncodedText> tokenize, Span<float> vectors, CancellationToken cancellation)
    {
        EncodedText[] Window(int from) => [.. Enumerable.Range(from, Math.Min(TextsAtOnce, count - from)).Select(tokenize)];
        if (count == 0)
            return;
        var next = Window(0);
        for (int from = 0; from < count; from += TextsAtOnce)
        {
            var tokens = next;
            int after = from + TextsAtOnce;
            var ahead = after < count ? Task.Run(() => Window(after), cancellation) : null;
            try
            {
                foreach (int[] batch in TokenBatches.Of(tokens, _tokensPerBatch))
                {
                    cancellation.ThrowIfCancellationRequested();
                    using var result = _runner.Run(tokens, batch, cancellation);
                    var output = result[_output];
                    for (int i = 0; i < batch.Length; i++)
                        Finish(output, i, tokens[batch[i]].Length, vectors.Slice((from + batch[i]) * Dimensions, Dimensions));
                }
            }
            finally
            {
                // Also when computing failed: nothing may go on working with what the caller disposes of.
                ((IAsyncResult?)ahead)?.AsyncWaitHandle.WaitOne();
            }
            next = ahead?.GetAwaiter().GetResult() ?? [];
        }
    }

    private void Finish(OnnxValue output, int row, int length, Span<float> vector)
    {
        if (output.Shape.Length == 2)
        {
            output.Floats.Slice(row * _width, _width)[..Dimensions].CopyTo(vector);
        }
        else
        {
            var states = output.Floats.Slice(row * output.Shape[1] * _width, output.Shape[1] * _width);
            if (_pooling == TextPooling.Mean)
            {
                vector.Clear();
                for (int t = 0; t < length; t++)
                    TensorPrimitives.Add(vector, states.Slice(t * _width, Dimensions), vector);
                TensorPrimitives.Multiply(vector, 1f / Math.Max(1, length), vector);
            }
            else
            {
                int t = _pooling == TextPooling.FirstToken ? 0 : Math.Max(0, length - 1);
                states.Slice(t * _width, Dimensions).CopyTo(vector);
            }
        }
        if (_options.Normalize && TensorPrimitives.Norm<float>(vector) is > 0 and var norm)
            TensorPrimitives.Multiply(vector, 1 / norm, vector);
    }

    // One short text tells which output holds the vectors and how long they are.
    private (int Output, int Width) Probe()
    {
        var outputs = _runner.Session.Outputs.Select(o => o.Name).ToList();
        int output = outputs.FindIndex(o => o is "sentence_embedding" or "text_embeds" or "embeddings");
        if (output < 0)
            output = Math.Max(0, outputs.IndexOf("last_hidden_state"));
        EncodedText[] probe = [_runner.Tokenizer.Encode("a", maxTokens: Math.Max(_maxTokens, _runner.Tokenizer.SpecialTokens() + 1))];
        using var result = _runner.Run(probe, [0], CancellationToken.None);
        var value = result[output];
        return value.IsFloat && value.Shape.Length is 2 or 3 ? (output, value.Shape[^1])
            : throw new InvalidDataException($"The output {_runner.Session.Outputs[output]} holds no vectors of texts or tokens; expected floats [batch, width] or [batch, tokens, width].");
    }
}
