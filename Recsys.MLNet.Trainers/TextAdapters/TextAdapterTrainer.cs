using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextAdapters;

/// <summary>Fine-tunes a frozen encoder on behaviour: learns a <see cref="TextAdapter"/> that draws together the texts of items that users met near each other.</summary>
/// <remarks>The objective is that of the text encoder learned from the shop. The encoder runs once for each text; learning itself touches only its vectors.</remarks>
public sealed class TextAdapterTrainer(TextAdapterOptions options)
{
    /// <summary>With default settings.</summary>
    public TextAdapterTrainer() : this(new()) { }

    /// <summary>Fits on the interactions and item texts of a log.</summary>
    /// <param name="encoder">The frozen encoder.</param>
    /// <param name="log">Interactions, with the items' texts in their catalogue.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="start">An adapter to go on from as behaviour comes, or null to begin with none.</param>
    /// <exception cref="ArgumentException">Options are invalid, the log holds no item text, or the adapter to go on from does not fit.</exception>
    public TextAdapter Fit(ITextEncoder encoder, InteractionLog log, RunSettings run, TextAdapter? start = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        string[] texts = ItemTexts.Of(log, options.Fields);
        run.Report("text adapter: encode", 0);
        var vectors = new RowMatrix(texts.Length, encoder.Dimensions);
        encoder.Encode(texts, vectors.Values, run.Cancellation);
        return Fit(encoder.Id, vectors, log, run, start);
    }

    /// <summary>Fits on vectors that were encoded before.</summary>
    /// <param name="encoder">Id of the encoder that made them.</param>
    /// <param name="vectors">Row i: the vector of item i.</param>
    /// <param name="log">Interactions with these items.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="start">An adapter to go on from, or null.</param>
    public TextAdapter Fit(string encoder, RowMatrix vectors, InteractionLog log, RunSettings run, TextAdapter? start = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        if (vectors.Rows != log.Items.Count)
            throw new ArgumentException($"There are {vectors.Rows} vectors for {log.Items.Count} items; expected one for each.");
        if (start is not null && (start.Encoder != encoder || start.Dimensions != vectors.Columns || start.Rank != options.Rank))
            throw new ArgumentException($"The adapter to go on from is of rank {start.Rank} for the encoder {start.Encoder}; expected rank {options.Rank} for {encoder}. Begin without it, or keep its rank.");
        var learner = new AdapterLearner(vectors, start is null ? Begin(encoder, vectors.Columns, run) : new(encoder, Copy(start.Down), Copy(start.Up)), options.Regularization);
        new NextItemTraining(options.Learning, new NextItemExamples(log, options.History, options.Decay), "text adapter").Run(learner, run);
        return learner.Adapter;
    }

    private TextAdapter Begin(string encoder, int width, RunSettings run)
    {
        var random = run.Random("text-adapter.init");
        var down = new RowMatrix(width, options.Rank);
        float scale = 1 / MathF.Sqrt(width);
        foreach (ref float value in down.Values.AsSpan())
            value = (float)random.NextGaussian() * scale;
        return new(encoder, down, new RowMatrix(options.Rank, width)); // B = 0: the encoder as it is
    }

    private static RowMatrix Copy(RowMatrix matrix) => new(matrix.Rows, matrix.Columns, [.. matrix.Values]);
}
