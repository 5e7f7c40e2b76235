using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Scores pairs of texts by reading both together: slower than vectors, and surer about the top of a list.</summary>
/// <remarks>Nogueira and Cho 2019, "Passage re-ranking with BERT", §2. A model with two outputs scores by the second minus the first.</remarks>
public sealed class OnnxCrossEncoder : IDisposable
{
    private readonly TokenRunner _runner;
    private readonly int _maxTokens, _tokensPerBatch;

    private OnnxCrossEncoder(TokenRunner runner, string id, int maxTokens, int tokensPerBatch) => (_runner, Id, _maxTokens, _tokensPerBatch) = (runner, id, maxTokens, tokensPerBatch);

    /// <summary>Recognises what scores depend on: model, tokenizer, and how many tokens are read.</summary>
    public string Id { get; }

    /// <summary>What computes the model, and why.</summary>
    public string Backend => $"{_runner.Session.Backend}: {_runner.Session.BackendReason}";

    /// <summary>Opens the cross-encoder of a folder.</summary>
    /// <param name="folder">Folder with <c>model.onnx</c> and its tokenizer.</param>
    /// <param name="session">Where and how the model runs.</param>
    /// <param name="maxTokens">Tokens of a pair that are read; 0 for the model's own limit.</param>
    /// <param name="tokensPerBatch">Tokens of one batch, padding included.</param>
    public static OnnxCrossEncoder Open(string folder, OnnxSessionOptions? session = null, int maxTokens = 0, int tokensPerBatch = 512)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensPerBatch);
        var files = EncoderFolder.Read(folder);
        int limit = maxTokens == 0 ? files.MaxTokens : Math.Min(maxTokens, files.MaxTokens);
        return new(new TokenRunner(files.ModelFile, files.Path, session), files.Fingerprint(FormattableString.Invariant($"pair|{limit}")), limit, tokensPerBatch);
    }

    /// <summary>Scores of the candidates for a query, higher is better.</summary>
    /// <param name="query">The query, or what is known of the user in words.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <param name="asProbabilities">Softmax over the candidates, so that scores are shares of 1; else raw.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public float[] Score(string query, IReadOnlyList<string?> candidates, bool asProbabilities = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(candidates);
        float[] scores = ScorePairs([.. Enumerable.Repeat(query, candidates.Count)], candidates, cancellation);
        if (asProbabilities && scores.Length > 0)
            Numerics.Softmax.Compute(scores, scores);
        return scores;
    }

    /// <summary>Scores of pairs, higher is better.</summary>
    /// <param name="firsts">The first text of each pair; null counts as empty.</param>
    /// <param name="seconds">The second text of each pair, as many as <paramref name="firsts"/>.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public float[] ScorePairs(IReadOnlyList<string?> firsts, IReadOnlyList<string?> seconds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firsts);
        ArgumentNullException.ThrowIfNull(seconds);
        if (firsts.Count != seconds.Count)
            throw new ArgumentException($"There are {firsts.Count} first and {seconds.Count} second texts; a pair takes one of each.");
        var tokens = new EncodedText[firsts.Count];
        for (int i = 0; i < tokens.Length; i++)
            tokens[i] = _runner.Tokenizer.Encode(firsts[i] ?? "", seconds[i] ?? "", _maxTokens);
        var scores = new float[tokens.Length];
        foreach (int[] batch in TokenBatches.Of(tokens, _tokensPerBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var result = _runner.Run(tokens, batch, cancellation);
            var logits = result[0];
            int width = logits.Shape is [_, var w] ? w : logits.Shape.Length == 1 ? 1 : 0;
            if (!logits.IsFloat || width is not (1 or 2))
                throw new InvalidDataException($"The output {_runner.Session.Outputs[0]} is no score of a pair; expected floats [batch, 1] or [batch, 2]. Export the model for sequence classification.");
            for (int i = 0; i < batch.Length; i++)
                scores[batch[i]] = width == 1 ? logits.Floats[i] : logits.Floats[2 * i + 1] - logits.Floats[2 * i];
        }
        return scores;
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();
}
