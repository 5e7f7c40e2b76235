using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Floors;

[TestFixture]
public sealed class FloorTests
{
    private static readonly IItemScorerTrainer[] Floors =
    [
        new RandomTrainer(), new PopularityTrainer(), new DecayedPopularityTrainer(), new UserAverageTrainer(),
        new CooccurrenceTrainer(), new TfIdfTrainer(), new FusionTrainer(), new IdAdjacencyTrainer(),
    ];

    [TestCaseSource(nameof(Floors))]
    public void Every_floor_scores_the_same_after_save_and_load(IItemScorerTrainer floor)
    {
        var log = Shop();
        var model = floor.Fit(log, RunSettings.Default);
        using var stream = new MemoryStream();
        ModelSections.Save((ISavedModel)model, stream);
        stream.Position = 0;
        var loaded = (IItemScorer)ModelSections.Load(stream);
        foreach (string history in (string[])["", "a", "abc", "edcba"])
        {
            var scores = Scores(model, history);
            Assert.That(Scores(loaded, history), Is.EqualTo(scores));
            Assert.That(scores, Has.Length.EqualTo(log.Items.Count).And.All.Matches<float>(float.IsFinite));
        }
    }

    [TestCaseSource(nameof(Floors))]
    public void Every_floor_repeats_exactly_on_any_number_of_threads(IItemScorerTrainer floor)
    {
        var one = floor.Fit(Shop(), new RunSettings { Threads = 1 });
        var two = floor.Fit(Shop(), new RunSettings { Threads = 2 });
        Assert.That(Scores(one, "abc"), Is.EqualTo(Scores(two, "abc")));
    }

    [Test]
    public void Popularity_counts() =>
        Assert.That(Scores(new PopularityTrainer().Fit(Logs.Of("aab", "b", "bd"), RunSettings.Default), ""), Is.EqualTo(new float[] { 2, 3, 0, 1 }));

    [Test]
    public void Decayed_popularity_halves_in_a_half_life()
    {
        var log = Timed([0, 1, 0], [0, 7 * 86_400_000L, 7 * 86_400_000L]);
        Assert.That(Scores(new DecayedPopularityTrainer().Fit(log, RunSettings.Default), ""), Is.EqualTo(new[] { 1.5f, 1 }).Within(1e-6));
    }

    [Test]
    public void Decayed_popularity_needs_an_absolute_clock()
    {
        var log = Timed([0, 1], [0, 1], EventClock.Relative);
        Assert.That(() => new DecayedPopularityTrainer().Fit(log, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("absolute times"));
    }

    [Test]
    public void User_average_predicts_the_mean_of_the_user_and_the_overall_mean_for_others()
    {
        var log = new InteractionLog(new Vocabulary(["u", "v"]), new Vocabulary(["a", "b"]), new Vocabulary(["rating"]), [0, 0, 1], [0, 1, 0], [0, 0, 0], [1, 4, 4], [0, 0, 0], EventClock.Absolute, new Catalogue());
        var model = (UserAverageModel)new UserAverageTrainer().Fit(log, RunSettings.Default);
        Assert.That(new[] { model.Predict(0, 1), model.Predict(1, 1), model.Predict(-1, 0) }, Is.EqualTo(new[] { 2.5f, 4, 3 }));
    }

    [Test]
    public void Cooccurrence_has_the_weights_and_the_direction_of_its_definition()
    {
        // One history a b c: s(a,b) = 1 / √(2·2), s(b,a) = ½ of that, s(a,c) = ½ / 2, s(c,a) = ¼ / 2.
        var model = (CooccurrenceModel)new CooccurrenceTrainer().Fit(Logs.Of("abc"), RunSettings.Default);
        Assert.That(model.Similarity(0, 1), Is.EqualTo(.5f).Within(1e-6));
        Assert.That(model.Similarity(1, 0), Is.EqualTo(.25f).Within(1e-6));
        Assert.That(model.Similarity(0, 2), Is.EqualTo(.25f).Within(1e-6));
        Assert.That(model.Similarity(2, 0), Is.EqualTo(.125f).Within(1e-6));
        Assert.That(model.Neighbours.ColumnsOf(0).ToArray(), Is.EqualTo(new[] { 1, 2 }), "best first");
        // History a, b: .7·s(a,·) + s(b,·).
        Assert.That(Scores(model, "ab")[2], Is.EqualTo(.7f * .25f + .5f).Within(1e-6));
    }

    [Test]
    public void Cooccurrence_ends_at_the_window_and_keeps_the_strongest()
    {
        var model = (CooccurrenceModel)new CooccurrenceTrainer(new() { Window = 2, Neighbours = 1 }).Fit(Logs.Of("abcd"), RunSettings.Default);
        Assert.That(model.Similarity(0, 3), Is.Zero);
        Assert.That(model.Neighbours.ColumnsOf(0).ToArray(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void Wrong_settings_are_all_named() =>
        Assert.That(() => new CooccurrenceTrainer(new() { Window = 0, Decay = 2 }).Fit(Logs.Of("ab"), RunSettings.Default),
            Throws.ArgumentException.With.Message.Contains("Window").And.Message.Contains("Decay"));

    [Test]
    public void Fusion_adds_the_two_scores_each_over_its_largest()
    {
        var log = Shop();
        float[] knn = Scores(new CooccurrenceTrainer().Fit(log, RunSettings.Default), "a"), text = Scores(new TfIdfTrainer().Fit(log, RunSettings.Default), "a");
        knn[0] = text[0] = 0; // seen, so in neither list
        var expected = knn.Zip(text, (x, y) => x / knn.Max() + y / text.Max());
        Assert.That(Scores(new FusionTrainer().Fit(log, RunSettings.Default), "a"), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Id_adjacency_continues_the_numbers_of_the_source_file()
    {
        var log = Shop();
        for (int i = 0; i < 5; i++)
            log.Catalogue.Set(i, [], sourceId: $"{10 - i}"); // e d c b a are 6 7 8 9 10
        var scores = Scores(new IdAdjacencyTrainer().Fit(log, RunSettings.Default), "ce"); // 8, then 6: 7, then 9
        Assert.That(Enumerable.Range(0, 5).OrderByDescending(i => scores[i]).Take(2), Is.EqualTo(new[] { 3, 1 }));
    }

    private static InteractionLog Shop()
    {
        var log = Logs.Of("abcde", "acbd", "ede", "ab", "cab");
        string[] titles = ["red shoe", "blue shoe", "red hat", "green bag", "红色鞋子"];
        for (int i = 0; i < titles.Length; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(titles[i])), new("price", FieldValue.Of(i))], $"{i}");
        return log;
    }

    private static InteractionLog Timed(int[] items, long[] times, EventClock clock = EventClock.Absolute) =>
        new(new Vocabulary(["u"]), new Vocabulary(["a", "b"]), new Vocabulary(["click"]), new int[items.Length], items, new int[items.Length], [.. items.Select(_ => 1f)], times, clock, new Catalogue());

    private static float[] Scores(IItemScorer model, string history)
    {
        int[] items = [.. history.Select(c => c - 'a')];
        var scores = new float[model.ItemCount];
        scores.AsSpan().Fill(99); // what was there before must not matter
        model.Score(new UserContext(0, items, new int[items.Length], new float[items.Length], new long[items.Length], 0), scores);
        return scores;
    }
}
