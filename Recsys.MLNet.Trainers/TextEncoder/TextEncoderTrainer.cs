using Recsys.MLNet.Data;
using Recsys.MLNet.Text.Tokenization;
using Recsys.MLNet.Trainers.PairLearning;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Learns a compact text encoder from a shop's own items and what users met together: the default where no large encoder is at hand.</summary>
/// <remarks>
/// Token embeddings, learned-query attention pooling, a projection; texts of items that users met near each other are pulled
/// together against the other texts of the step and against near texts that were never met together. Any language.
/// The result is a standard ONNX file beside its tokenizer (<see cref="TrainedTextEncoder"/>).
/// </remarks>
public sealed class TextEncoderTrainer(TextEncoderOptions options)
{
    private const float Unknown = -12; // far below any idf, so that a word without a meaning counts only where there is no other

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
        if (pairs.Count == 0)
            return trained;
        new PairTraining(options.Pairs, pairs, "text encoder").Run(new TextLearner(options, network, tokens), run);
        bool[] known = Known(tokens, pairs, vocabulary.Tokens.Count);
        for (int t = 0; t < known.Length; t++)
            if (!known[t])
                network.Bias[t] = Math.Min(network.Bias[t], Unknown);
        return trained;
    }

    // Which tokens occur in an item that was met with another: nobody learned what the rest mean.
    private static bool[] Known(int[][] tokens, ItemPairs pairs, int vocabulary)
    {
        var known = new bool[vocabulary];
        for (int item = 0; item < tokens.Length; item++)
            if (pairs.Frequency[item] > 0)
                foreach (int token in tokens[item])
                    known[token] = true;
        return known;
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
