using System.Diagnostics;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Fits a <see cref="BehaviorAttentionModel"/>: at every position of every history, predict the next item.</summary>
/// <remarks>
/// With validation data, or some behaviours held out, the weights of the best epoch are kept. Deterministic for a seed on any number of threads.
/// Items take part by their own vector and, where the catalogue has texts, by a learned projection of a text vector and by the terms they share with the history's.
/// </remarks>
public sealed class BehaviorAttentionTrainer(BehaviorAttentionOptions options) : IEarlyStoppingTrainer, IContinuingTrainer
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

    /// <summary>How <see cref="Continue(BehaviorAttentionModel, InteractionLog, int, RunSettings)"/> goes on from a model. Default: three passes, one user rehearsed for each with news.</summary>
    public BehaviorContinuation Continuation { get; init; } = new();

    /// <summary>Receives a line of figures after each epoch. Default none.</summary>
    public Action<BehaviorEpoch>? Watch { get; init; }

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run) => Learn(log, null, run);

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run) => Learn(log, validation, run);

    IItemScorer IContinuingTrainer.Continue(IItemScorer model, InteractionLog log, int known, RunSettings run) => model is BehaviorAttentionModel own
        ? Continue(own, log, known, run)
        : throw new ArgumentException($"The sequence trainer was given a model of type {model?.GetType().Name ?? "null"} to go on from; expected one that it fitted itself.", nameof(model));

    /// <summary>Goes on from a model: histories with news are learned, some without are rehearsed, items the model does not know are added.</summary>
    /// <remarks>
    /// The shape stays that of the model, whatever the options say; event types it does not know count as type 0. New items start from their
    /// text, or from almost nothing. The model given is not changed.
    /// </remarks>
    /// <param name="model">What to go on from.</param>
    /// <param name="log">Interactions in the order of the log; items keep the model's numbers, new ones come after them.</param>
    /// <param name="known">Interactions at the start of the log that the model has learned from.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public BehaviorAttentionModel Continue(BehaviorAttentionModel model, InteractionLog log, int known, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        Continuation.ThrowIfInvalid();
        if (log.Items.Count < model.Shape.Items)
            throw new ArgumentException($"The log knows {log.Items.Count} items, the model {model.Shape.Items}; a model is continued on a log that numbers its items first and new ones after.", nameof(log));
        if (known < 0 || known > log.Count)
            throw new ArgumentException($"known is {known}; expected 0 to {log.Count}, the interactions of the log.", nameof(known));
        var terms = model.Terms is null ? null : TermMixture.Learn(log, TextFields, run);
        var texts = model.Texts is null ? null : TextVectors is { } given ? Checked(given, model, log) : TextAlignment.Extend(model.Texts, CatalogueTexts(log, run) ?? new RowMatrix(log.Items.Count, 1));
        var weights = BehaviorStart.Extend(model.Weights, log.Items.Count, run.Random("sequence.extend"));
        var counts = Counts(log, model);
        var learning = new BehaviorAttentionTrainer(options with { LearningRate = Continuation.LearningRate, Epochs = Continuation.Epochs }) { Watch = Watch };
        learning.Train(weights, texts, counts, Rehearsal(log, known, weights.Shape, run), [], "", run);
        return new BehaviorAttentionModel(weights, texts, terms ?? model.Terms?.Extend(log.Items.Count), model.TermWeight);
    }

    /// <summary>Fits on a log; stops early where <paramref name="validation"/>, the continuation of its histories, is predicted best.</summary>
    public BehaviorAttentionModel Learn(InteractionLog log, InteractionLog? validation, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        if (log.Items.Count == 0)
            throw new ArgumentException("The log knows no items; there is nothing to predict.", nameof(log));
        if (validation is null && options.HoldOut > 0)
            (log, validation) = HeldOut(log, run);
        var terms = options.Texts && options.Terms ? TermMixture.Learn(log, TextFields, run) : null;
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
            Target = options.Target,
            Interests = options.Interests,
            Values = options.Values && log.WeightOf.AsSpan().ContainsAnyExcept(log.Count > 0 ? log.WeightOf[0] : 0),
        });
        BehaviorStart.Fill(weights, run.Random("sequence.start"));
        var sequences = TrainingSequence.Of(log, options.Positions + 1, gaps, atLeast: 2, windows: options.Windows);
        var cases = validation is null ? [] : Cases(log, validation, gaps, run);
        string fingerprint = FormattableString.Invariant($"{weights.Shape} {options with { Epochs = 1 }} seed {run.Seed} interactions {log.Count}");
        Train(weights, texts, Counts(log, null), _ => sequences, cases, fingerprint, run);
        return new BehaviorAttentionModel(weights, texts, terms, terms is null ? 0 : TermMixture.Choose(terms, weights, texts, cases, run));
    }

    /// <summary>The log without, and only with, the last behaviour of some users who have at least three.</summary>
    private (InteractionLog, InteractionLog?) HeldOut(InteractionLog log, RunSettings run)
    {
        var random = run.Random("sequence.held-out");
        var byUser = log.BySequence();
        var held = new HashSet<int>();
        for (int user = 0; user < byUser.Users; user++)
            if (random.NextFloat() < options.HoldOut && byUser.PlacesOf(user) is [_, _, .., var last])
                held.Add(last);
        return held.Count == 0 ? (log, null) : (log.Select([.. Enumerable.Range(0, log.Count).Where(i => !held.Contains(i))]), log.Select([.. held.Order()]));
    }

    private void Train(BehaviorWeights weights, RowMatrix? texts, int[] counts, Func<int, List<TrainingSequence>> sequencesOf, List<(TrainingSequence, int)> cases, string fingerprint, RunSettings run)
    {
        var sample = sequencesOf(1);
        double positionsPerUser = sample.Count == 0 ? 0 : sample.Average(s => s.Items.Length - 1.0);
        var step = new BehaviorStep(weights, options, texts, counts, positionsPerUser);
        var kept = new BehaviorWeights(weights.Shape, withItems: true, step.Average);
        var ranks = new NextItemRanks(kept, texts);
        float[] best = [.. weights.Values];
        double bestNdcg = -1;
        int since = 0, done = 0;
        if (Checkpoint is not null && BehaviorCheckpoint.TryRead(Checkpoint, fingerprint) is { } saved)
        {
            saved.Restore(step, best);
            (bestNdcg, since, done) = (saved.BestNdcg, saved.Since, saved.Epoch);
        }
        var batch = new TrainingSequence[options.BatchUsers];
        string? figures = null;
        for (int epoch = done + 1; epoch <= options.Epochs && since < options.Patience; epoch++)
        {
            var sequences = sequencesOf(epoch);
            if (sequences.Count == 0)
                break;
            long started = Stopwatch.GetTimestamp();
            step.Begin(epoch, run);
            int[] order = run.Random("sequence.order", epoch).Permutation(sequences.Count);
            double loss = 0;
            int steps = 0;
            for (int from = 0; from < order.Length; from += batch.Length, steps++)
            {
                int count = Math.Min(batch.Length, order.Length - from);
                for (int i = 0; i < count; i++)
                    batch[i] = sequences[order[from + i]];
                loss += step.Run(batch.AsSpan(0, count), run);
                run.Report("sequence", (epoch - 1 + (double)from / order.Length) / options.Epochs, figures);
            }
            var (ndcg, hits) = cases.Count > 0 ? ranks.Measure(cases, run) : (double.NaN, double.NaN);
            figures = FormattableString.Invariant($"of at most {options.Epochs} epochs; loss {loss / steps:F3}{(cases.Count > 0 ? $", validation ndcg@10 {ndcg:F4}" : "")}");
            Watch?.Invoke(new(epoch, loss / steps, ndcg, hits, Stopwatch.GetElapsedTime(started)));
            if (cases.Count > 0)
            {
                since++;
                if (ndcg > bestNdcg)
                {
                    (bestNdcg, since) = (ndcg, 0);
                    kept.Values.CopyTo(best, 0);
                }
            }
            if (Checkpoint is not null)
                BehaviorCheckpoint.Of(step, best, bestNdcg, since, epoch, fingerprint).Write(Checkpoint);
        }
        (cases.Count > 0 ? best : kept.Values).CopyTo(weights.Values, 0);
        if (texts is null)
            return;
        for (int item = 0; item < counts.Length; item++)
            if (counts[item] == 0)
                weights.Items.Slice(item * options.Width, options.Width).Clear(); // what was never learned is no evidence: the text speaks alone
    }

    /// <summary>How often each item was interacted with; at least once those that a model has learned.</summary>
    private static int[] Counts(InteractionLog log, BehaviorAttentionModel? model)
    {
        var counts = new int[log.Items.Count];
        foreach (int item in log.ItemOf)
            counts[item]++;
        for (int item = 0; item < (model?.ItemCount ?? 0); item++)
            if (counts[item] == 0 && model!.Weights.Items.Slice(item * model.Shape.Width, model.Shape.Width).ContainsAnyExcept(0f))
                counts[item] = 1;
        return counts;
    }

    /// <summary>For each epoch the histories with news, and as many of the others, chosen at random, as are to be rehearsed.</summary>
    private Func<int, List<TrainingSequence>> Rehearsal(InteractionLog log, int known, BehaviorArchitecture shape, RunSettings run)
    {
        var hasNews = new bool[log.Users.Count];
        foreach (int user in log.UserOf.AsSpan(known))
            hasNews[user] = true;
        var all = TrainingSequence.Of(log, shape.Positions + 1, shape.Gaps, atLeast: 2, shape.Types).ToLookup(s => hasNews[s.User]);
        List<TrainingSequence> news = [.. all[true]];
        TrainingSequence[] others = [.. all[false]];
        int replayed = (int)Math.Min(others.Length, Math.Ceiling(Continuation.Replay * (double)news.Count));
        return epoch =>
        {
            run.Random("sequence.replay", epoch).Shuffle<TrainingSequence>(others);
            return [.. news, .. others.AsSpan(0, replayed)];
        };
    }

    private static RowMatrix Checked(RowMatrix given, BehaviorAttentionModel model, InteractionLog log) => given.Rows == log.Items.Count && given.Columns == model.Shape.TextWidth
        ? given
        : throw new ArgumentException($"Text vectors are {given.Rows} x {given.Columns}; the model and the log need {log.Items.Count} x {model.Shape.TextWidth}.");

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
