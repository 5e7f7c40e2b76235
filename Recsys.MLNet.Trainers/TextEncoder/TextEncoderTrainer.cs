using Recsys.MLNet.Data;
using Recsys.MLNet.Text.Tokenization;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Learns a compact text encoder from a shop's own items and what users met together: the default where no large encoder is at hand.</summary>
/// <remarks>
/// Token embeddings, learned-query attention pooling, a projection; the text of what a user turned to next is pulled towards those of what
/// they had met, against the next items of other users, random items and, if wanted, items of near texts. Any language.
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
        return Fit(ItemTexts.Of(log, options.Fields), new NextItemExamples(log, options.History, options.Decay), null, run);
    }

    /// <summary>Fits on texts of all items and what users turned to next.</summary>
    /// <param name="texts">A text for each item.</param>
    /// <param name="examples">What users did.</param>
    /// <param name="terms">Weighted terms of the items, whose scores are added to the encoder's: it learns what they do not tell. Null for an encoder that stands alone.</param>
    /// <param name="run">Seed, threads, progress.</param>
    internal TrainedTextEncoder Fit(string[] texts, NextItemExamples examples, TermScores? terms, RunSettings run)
    {
        run.Report("text encoder: vocabulary", 0);
        var vocabulary = WordPieceVocabulary.Learn(texts, options.Vocabulary);
        var tokenizer = vocabulary.ToTokenizer();
        var tokens = new int[texts.Length][];
        run.ParallelFor(texts.Length, i => tokens[i] = tokenizer.Encode(texts[i], maxTokens: options.MaxTokens).Ids);
        var network = TextNetwork.Initialize(vocabulary.Tokens.Count, InverseDocumentFrequency(tokens, vocabulary.Tokens.Count), options.Width, options.Dimensions, run);
        var trained = new TrainedTextEncoder(options, vocabulary, tokenizer, network);
        if (examples.Count == 0)
            return trained;
        new NextItemTraining(options.Learning, examples, "text encoder", terms).Run(new TextLearner(options, network, tokens), run);
        bool[] known = Known(tokens, examples, vocabulary.Tokens.Count);
        for (int t = 0; t < known.Length; t++)
            if (!known[t])
                network.Bias[t] = Math.Min(network.Bias[t], Unknown);
        return trained;
    }

    // Which tokens occur in an item that somebody met: nobody learned what the rest mean.
    private static bool[] Known(int[][] tokens, NextItemExamples examples, int vocabulary)
    {
        var known = new bool[vocabulary];
        foreach (int item in examples.Met)
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
