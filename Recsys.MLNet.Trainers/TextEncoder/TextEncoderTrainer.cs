using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Learns a compact text encoder from a shop's own items and what users met together: the default where no large encoder is at hand.</summary>
/// <remarks>
/// Token embeddings, learned-query attention pooling, a projection; texts of items that users met near each other are pulled
/// together against the other texts of the step and against near texts that were never met together. Any language.
/// The result is a standard ONNX file beside its tokenizer (<see cref="TrainedTextEncoder"/>).
/// </remarks>
public sealed class TextEncoderTrainer(TextEncoderOptions options)
{
    private const int NearestForHardNegatives = 30;

    /// <summary>Fits on the interactions and item texts of a log, and on nothing else.</summary>
    /// <exception cref="ArgumentException">Options are invalid, or the log holds no item text.</exception>
    public TrainedTextEncoder Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        string[] fields = [.. options.Fields];
        var texts = new string[log.Items.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = log.Catalogue.TextOf(i, fields);
        if (texts.All(string.IsNullOrWhiteSpace))
            throw new ArgumentException($"No item has a text in the fields {string.Join(", ", fields)}. Name fields that the item events carry.");
        return Fit(texts, new ItemPairs(log, options.Window), run);
    }

    internal TrainedTextEncoder Fit(string[] texts, ItemPairs pairs, RunSettings run)
    {
        run.Report("text encoder: vocabulary", 0);
        var vocabulary = WordPieceVocabulary.Learn(texts, options.Vocabulary);
        var tokenizer = vocabulary.ToTokenizer();
        var tokens = new int[texts.Length][];
        run.ParallelFor(texts.Length, i => tokens[i] = tokenizer.Encode(texts[i], maxTokens: options.MaxTokens).Ids);
        var network = TextNetwork.Initialize(vocabulary.Tokens.Count, InverseDocumentFrequency(tokens, vocabulary.Tokens.Count), options.Width, options.Dimensions, run);
        var trained = new TrainedTextEncoder(options, vocabulary, tokenizer, network);
        if (pairs.Count > 0)
            Learn(network, tokens, pairs, run);
        return trained;
    }

    private void Learn(TextNetwork network, int[][] tokens, ItemPairs pairs, RunSettings run)
    {
        var optimizer = new TextOptimizer(network);
        int batchSize = Math.Min(options.BatchSize, Math.Max(8, pairs.Count / 4));
        var logFrequency = new float[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
            logFrequency[i] = options.CorrectForPopularity ? MathF.Log(Math.Max(pairs.Frequency[i], 1e-9f)) : 0;
        var step = new ContrastiveStep(options, network, tokens, pairs, logFrequency);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            var order = pairs.Epoch(run.Random("text-encoder.pairs", epoch));
            int[][]? near = options.HardNegatives > 0 ? Nearest(network, tokens, run) : null;
            double loss = 0;
            int batches = Math.Max(1, order.Length / batchSize);
            for (int b = 0; b < batches; b++)
            {
                var random = run.Random("text-encoder.batch", (long)epoch << 32 | (uint)b);
                var batch = order.AsSpan(b * batchSize, Math.Min(batchSize, order.Length - b * batchSize));
                double done = (epoch + (double)b / batches) / options.Epochs;
                loss += step.Run(batch, near, random, optimizer, options.LearningRate * (float)(1 - 0.9 * done), run);
                if (b % 20 == 0)
                    run.Report("text encoder", done, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}, loss {loss / (b + 1):F3}"));
            }
        }
        run.Report("text encoder", 1);
    }

    // The texts nearest to each text now: candidates for hard negatives. One product of all vectors by blocks of rows.
    private static int[][] Nearest(TextNetwork network, int[][] tokens, RunSettings run)
    {
        float[] vectors = TrainedTextEncoder.Encode(network, tokens, run);
        int n = tokens.Length, o = network.Dimensions;
        const int Block = 64;
        var near = new int[n][];
        run.ParallelFor((n + Block - 1) / Block, () => new float[Block * n], (block, scores) =>
        {
            int from = block * Block, rows = Math.Min(Block, n - from);
            Gemm.Multiply(rows, n, o, vectors.AsSpan(from * o), o, false, vectors, o, true, scores, n);
            var best = new (float Score, int Item)[NearestForHardNegatives];
            for (int r = 0; r < rows; r++)
            {
                int count = 0;
                float worst = float.NegativeInfinity;
                var row = scores.AsSpan(r * n, n);
                for (int j = 0; j < n; j++)
                {
                    if (j == from + r || row[j] <= worst)
                        continue;
                    int at = count < best.Length ? count++ : best.Length - 1;
                    for (; at > 0 && best[at - 1].Score < row[j]; at--)
                        best[at] = best[at - 1];
                    best[at] = (row[j], j);
                    if (count == best.Length)
                        worst = best[^1].Score;
                }
                near[from + r] = [.. best.Take(count).Select(b => b.Item)];
            }
        });
        return near;
    }

    private static float[] InverseDocumentFrequency(int[][] tokens, int vocabulary)
    {
        var documents = new int[vocabulary];
        var seen = new HashSet<int>();
        foreach (int[] text in tokens)
        {
            seen.Clear();
            foreach (int token in text)
                if (seen.Add(token))
                    documents[token]++;
        }
        var idf = new float[vocabulary];
        for (int t = 0; t < vocabulary; t++)
            idf[t] = MathF.Log((tokens.Length + 1f) / (documents[t] + 0.5f));
        return idf;
    }
}
