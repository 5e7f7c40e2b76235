using System.Diagnostics;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Fits a <see cref="BehaviorAttentionModel"/>: at every position of every history, predict the next item.</summary>
/// <remarks>
/// With validation data the weights of the best epoch are kept. Deterministic for a seed on any number of threads.
/// Items take part by their own vector and, where the catalogue has texts, by a learned projection of a text vector.
/// </remarks>
public sealed class BehaviorAttentionTrainer(BehaviorAttentionOptions options) : IEarlyStoppingTrainer
{
    private const int TextWidth = 256;
    private static readonly string[] TextFields = ["title"];

    /// <summary>With default settings.</summary>
    public BehaviorAttentionTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "sequence";

    /// <summary>Its settings.</summary>
    public BehaviorAttentionOptions Options => options;

    /// <summary>A file that the state after each epoch is kept in; a fit that finds one of the same shape and options goes on from it. Default none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Vectors of the items' texts, (N, X), by item number; null to compute them from the catalogue. Default null.</summary>
    public RowMatrix? TextVectors { get; init; }

    /// <summary>Receives a line of figures after each epoch. Default none.</summary>
    public Action<BehaviorEpoch>? Watch { get; init; }

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run) => Learn(log, null, run);

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run) => Learn(log, validation, run);

    /// <summary>Fits on a log; stops early where <paramref name="validation"/>, the continuation of its histories, is predicted best.</summary>
    public BehaviorAttentionModel Learn(InteractionLog log, InteractionLog? validation, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        if (log.Items.Count == 0)
            throw new ArgumentException("The log knows no items; there is nothing to predict.", nameof(log));
        var texts = options.Texts ? TextVectors ?? CatalogueTexts(log, run) : null;
        bool gaps = options.Gaps && log.Clock != EventClock.Order;
        var weights = new BehaviorWeights(new()
        {
            Items = log.Items.Count,
            Width = options.Width,
            Heads = options.Heads,
            Layers = options.Layers,
            FeedForward = options.FeedForward,
            Positions = options.Positions,
            Block = options.Block,
            Types = Math.Clamp(log.Types.Count, 1, 256),
            Gaps = gaps,
            TextWidth = texts?.Columns ?? 0,
            UnitItems = options.UnitItems,
        });
        BehaviorStart.Fill(weights, run.Random("sequence.start"));
        var sequences = TrainingSequence.Of(log, options.Positions + 1, gaps, atLeast: 2);
        var cases = validation is null ? [] : Cases(log, validation, gaps, run);
        Train(weights, texts, log, sequences, cases, run);
        return new BehaviorAttentionModel(weights, texts);
    }

    private void Train(BehaviorWeights weights, RowMatrix? texts, InteractionLog log, List<TrainingSequence> sequences, List<(TrainingSequence, int)> cases, RunSettings run)
    {
        var counts = new int[log.Items.Count];
        foreach (int item in log.ItemOf)
            counts[item]++;
        var step = new BehaviorStep(weights, options, texts, counts);
        var ranks = new NextItemRanks(weights, texts);
        float[] best = [.. weights.Values];
        double bestNdcg = -1;
        int since = 0, done = 0;
        if (Checkpoint is not null && BehaviorCheckpoint.TryRead(Checkpoint, Fingerprint(weights, log, run)) is { } saved)
        {
            saved.Restore(step, best);
            (bestNdcg, since, done) = (saved.BestNdcg, saved.Since, saved.Epoch);
        }
        var batch = new TrainingSequence[options.BatchUsers];
        for (int epoch = done + 1; epoch <= options.Epochs && since < options.Patience && sequences.Count > 0; epoch++)
        {
            long started = Stopwatch.GetTimestamp();
            int[] order = run.Random("sequence.order", epoch).Permutation(sequences.Count);
            double loss = 0;
            int steps = 0;
            for (int from = 0; from < order.Length; from += batch.Length, steps++)
            {
                int count = Math.Min(batch.Length, order.Length - from);
                for (int i = 0; i < count; i++)
                    batch[i] = sequences[order[from + i]];
                loss += step.Run(batch.AsSpan(0, count), run);
                run.Report("sequence", (epoch - 1 + (double)from / order.Length) / options.Epochs);
            }
            var (ndcg, hits) = cases.Count > 0 ? ranks.Measure(cases, run) : (double.NaN, double.NaN);
            Watch?.Invoke(new(epoch, loss / steps, ndcg, hits, Stopwatch.GetElapsedTime(started)));
            if (cases.Count > 0)
            {
                since++;
                if (ndcg > bestNdcg)
                {
                    (bestNdcg, since) = (ndcg, 0);
                    weights.Values.CopyTo(best, 0);
                }
            }
            if (Checkpoint is not null)
                BehaviorCheckpoint.Of(step, best, bestNdcg, since, epoch, Fingerprint(weights, log, run)).Write(Checkpoint);
        }
        if (cases.Count > 0)
            best.CopyTo(weights.Values, 0);
        if (texts is null)
            return;
        for (int item = 0; item < counts.Length; item++)
            if (counts[item] == 0)
                weights.Items.Slice(item * options.Width, options.Width).Clear(); // what was never learned is no evidence: the text speaks alone
    }

    private string Fingerprint(BehaviorWeights weights, InteractionLog log, RunSettings run) => FormattableString.Invariant($"{weights.Shape} {options with { Epochs = 1 }} seed {run.Seed} interactions {log.Count}");

    /// <summary>Every user's history with the first thing they did in the validation log.</summary>
    private List<(TrainingSequence, int)> Cases(InteractionLog log, InteractionLog validation, bool gaps, RunSettings run)
    {
        var next = new int[log.Users.Count];
        Array.Fill(next, -1);
        for (int i = 0; i < validation.Count; i++)
            if (next[validation.UserOf[i]] < 0)
                next[validation.UserOf[i]] = validation.ItemOf[i];
        (TrainingSequence, int)[] cases = [.. TrainingSequence.Of(log, options.Positions, gaps, atLeast: 1).Where(s => next[s.User] >= 0).Select(s => (s, next[s.User]))];
        if (options.ValidationUsers == 0 || options.ValidationUsers >= cases.Length)
            return [.. cases];
        run.Random("sequence.validation").Shuffle<(TrainingSequence, int)>(cases);
        return [.. cases.Take(options.ValidationUsers)];
    }

    private static RowMatrix? CatalogueTexts(InteractionLog log, RunSettings run)
    {
        bool any = false;
        for (int item = 0; item < log.Catalogue.Count && !any; item++)
            any = log.Catalogue.TextOf(item, TextFields).Length > 0;
        return any ? TermFactors.Compute(((TfIdfModel)new TfIdfTrainer().Fit(log, run)).Terms, TextWidth, run) : null;
    }
}
