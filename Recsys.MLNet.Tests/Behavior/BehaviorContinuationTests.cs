using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorContinuationTests
{
    private const int Ring = 12;

    /// <summary>Users walk round the first ring; then, where there are new items, other users round a second ring of items that come after.</summary>
    private static InteractionLog Walks(int items, int old, int young, bool titles)
    {
        var random = new RandomStream(5, "walks");
        var (user, item) = (new List<int>(), new List<int>());
        for (int u = 0; u < old + young; u++)
        {
            int at = random.NextInt(Ring);
            for (int i = 0; i < 7; i++)
            {
                user.Add(u);
                item.Add((u < old ? 0 : Ring) + (at + i) % Ring);
            }
        }
        var catalogue = new Catalogue();
        for (int i = 0; titles && i < items; i++)
            catalogue.Set(i, [new("title", FieldValue.Of($"{(i < Ring ? "first" : "second")} piece{i % 5} of{i % 7}"))]);
        int n = user.Count;
        return new(new Vocabulary(Enumerable.Range(0, old + young).Select(u => $"u{u}")), new Vocabulary(Enumerable.Range(0, items).Select(i => $"i{i}")), new Vocabulary(["view", "buy"]),
            [.. user], [.. item], [.. Enumerable.Range(0, n).Select(i => i % 2)], new float[n], [.. Enumerable.Range(0, n).Select(i => i * 1000L)], EventClock.Relative, catalogue);
    }

    private static BehaviorAttentionOptions Small => new() { Width = 16, FeedForward = 32, Positions = 10, Epochs = 30, BatchUsers = 16, LearningRate = 0.01f, WarmUp = 5, Dropout = 0.1f, ItemDropout = 0, Negatives = 20, HoldOut = 0 };

    private static int Right(IItemScorer model, int ring)
    {
        int right = 0;
        for (int i = 0; i < Ring; i++)
        {
            int[] history = [ring * Ring + (i + Ring - 2) % Ring, ring * Ring + (i + Ring - 1) % Ring, ring * Ring + i];
            var scores = new float[model.ItemCount];
            model.Score(new UserContext(-1, history, new int[3], new float[3], [0, 1000, 2000], 0), scores);
            foreach (int seen in history)
                scores[seen] = float.NegativeInfinity;
            right += Array.IndexOf(scores, scores.Max()) == ring * Ring + (i + 1) % Ring ? 1 : 0;
        }
        return right;
    }

    [Test]
    public void New_items_are_learned_and_rehearsal_keeps_the_old([Values] bool titles)
    {
        var run = new RunSettings { Seed = 1, Threads = 1 };
        var model = new BehaviorAttentionTrainer(Small).Learn(Walks(Ring, 60, 0, titles), null, run);
        float[] before = [.. model.Weights.Values];
        var log = Walks(2 * Ring, 60, 60, titles);
        IContinuingTrainer trainer = new BehaviorAttentionTrainer(Small) { Continuation = new() { Epochs = 20, Replay = 1, LearningRate = 0.01f } };
        var rehearsed = trainer.Continue(model, log, 60 * 7, run);
        var forgetful = new BehaviorAttentionTrainer(Small) { Continuation = new() { Epochs = 20, Replay = 0, LearningRate = 0.01f } }.Continue(model, log, 60 * 7, run);
        TestContext.Out.WriteLine($"old ring: before {Right(model, 0)}, rehearsed {Right(rehearsed, 0)}, not rehearsed {Right(forgetful, 0)}; new ring: {Right(rehearsed, 1)}, {Right(forgetful, 1)}");
        Assert.Multiple(() =>
        {
            Assert.That(rehearsed.ItemCount, Is.EqualTo(2 * Ring));
            Assert.That(Right(rehearsed, 1), Is.GreaterThanOrEqualTo(Ring - 2), "the new ring");
            Assert.That(Right(rehearsed, 0), Is.GreaterThanOrEqualTo(Ring - 2), "the old one");
            Assert.That(Right(forgetful, 0), Is.LessThanOrEqualTo(Right(rehearsed, 0)), "forgetting");
            Assert.That(model.Weights.Values, Is.EqualTo(before), "the model given is left as it was");
        });
    }

    [Test]
    public void Going_on_repeats_for_a_seed_on_any_threads_and_types_unknown_to_the_model_do_no_harm()
    {
        var log = Walks(2 * Ring, 30, 30, titles: true);
        var first = log.Select([.. Enumerable.Range(0, 30 * 7).Where(i => log.TypeOf[i] == 0)]);
        var model = new BehaviorAttentionTrainer(Small with { Epochs = 3 }).Learn(new InteractionLog(first.Users, first.Items, new Vocabulary(["view"]), first.UserOf, first.ItemOf, first.TypeOf, first.WeightOf, first.TimeOf, first.Clock, first.Catalogue), null, RunSettings.Default);
        float[] Continued(int threads) => new BehaviorAttentionTrainer(Small).Continue(model, log, 30 * 7, new RunSettings { Seed = 3, Threads = threads }).Weights.Values;
        Assert.That(Continued(3), Is.EqualTo(Continued(1)));
    }

    [Test]
    public void Texts_of_new_items_come_into_the_space_of_the_old()
    {
        var random = new RandomStream(2, "alignment");
        var (old, anew) = (new RowMatrix(40, 4), new RowMatrix(43, 4));
        foreach (ref float v in anew.Values.AsSpan())
            v = (float)random.NextGaussian();
        for (int i = 0; i < 43; i++)
            UnitRows.Normalize(anew.Row(i));
        float[] Turned(ReadOnlySpan<float> v) => [v[2], -v[0], v[3], v[1]];
        for (int i = 0; i < 40; i++)
            Turned(anew.Row(i)).CopyTo(old.Row(i));
        var vectors = TextAlignment.Extend(old, anew);
        Assert.Multiple(() =>
        {
            Assert.That(vectors.Values[..160], Is.EqualTo(old.Values));
            Assert.That(vectors.Row(42).ToArray(), Is.EqualTo(Turned(anew.Row(42))).Within(0.01));
        });
    }

    [Test]
    public void What_cannot_be_gone_on_from_is_refused()
    {
        var log = Walks(Ring, 10, 0, titles: false);
        var model = new BehaviorAttentionTrainer(Small with { Epochs = 1 }).Learn(Walks(2 * Ring, 10, 10, titles: false), null, RunSettings.Default);
        IContinuingTrainer trainer = new BehaviorAttentionTrainer(Small);
        Assert.Multiple(() =>
        {
            Assert.That(() => trainer.Continue(model, log, 0, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("numbers its items first and new ones after"));
            Assert.That(() => trainer.Continue(model, Walks(2 * Ring, 10, 10, false), 9999, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("expected 0 to 140"));
            Assert.That(() => trainer.Continue(new PopularityTrainer().Fit(log, RunSettings.Default), log, 0, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("expected one that it fitted itself"));
        });
    }
}
