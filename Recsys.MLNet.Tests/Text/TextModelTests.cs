using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Tests.Floors;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.PairLearning;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

/// <summary>TF-IDF and the encoder learned on top of it, as one model.</summary>
[TestFixture]
public sealed class TextModelTests
{
    private static readonly string[] Titles = ["red tea", "green tea", "tea cup", "boot", "red boot", "boot lace"];
    private static readonly TextEncoderOptions Small = new() { Vocabulary = 80, Width = 8, Dimensions = 4, Epochs = 2, BatchSize = 8 };

    private static InteractionLog Shop()
    {
        var log = Logs.Of("abcab", "cbacb", "defde", "fedfe");
        for (int i = 0; i < Titles.Length; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(Titles[i]))]);
        return log;
    }

    [Test]
    public void A_score_is_that_of_TF_IDF_and_that_of_the_encoder_on_the_scales_of_training()
    {
        var log = Shop();
        var text = (WeightedSumModel)new TextFusionTrainer(Small with { TermPrior = 4 }).Fit(log, RunSettings.Default);
        Assert.That(text.Weight, Is.EqualTo(0.25f));
        float[] both = new float[6], terms = new float[6], learned = new float[6];
        var user = new UserContext(0, [0, 1], [0, 0], [1, 1], [0, 0], 0);
        text.Score(user, both);
        new TfIdfTrainer().Fit(log, RunSettings.Default).Score(user, terms);
        text.Second.Score(user, learned);
        Assert.That(both, Is.EqualTo(terms.Zip(learned, (t, l) => t + 0.25f * l)).Within(1e-5f));
        Assert.That(learned.Distinct().Count(), Is.GreaterThan(3));
    }

    [Test]
    public void It_is_saved_whole()
    {
        var text = (WeightedSumModel)new TextFusionTrainer(Small).Fit(Shop(), RunSettings.Default);
        using var file = new MemoryStream();
        ModelSections.Save(text, file);
        file.Position = 0;
        var loaded = ModelSections.Load<WeightedSumModel>(file);
        float[] before = new float[6], after = new float[6];
        var user = new UserContext(0, [3], [0], [1], [0], 0);
        text.Score(user, before);
        loaded.Score(user, after);
        Assert.That(after, Is.EqualTo(before));
        Assert.That(() => new WeightedSumModel(text, new PopularityTrainer().Fit(Logs.Of("ab"), RunSettings.Default), 1), Throws.ArgumentException.With.Message.Contains("same items"));
        Assert.That(() => new WeightedSumModel(text, text, float.NaN), Throws.ArgumentException.With.Message.Contains("finite"));
    }

    [Test]
    public void The_prior_is_the_cosine_of_weighted_terms()
    {
        var terms = ((TfIdfModel)new TfIdfTrainer().Fit(Shop(), RunSettings.Default));
        var scores = new float[6];
        new TermPrior(terms.Terms, 2).AddTo(scores, [0, 4], [1, 4, 5]);
        Assert.That(scores, Is.EqualTo(new[] { (0, 1), (0, 4), (0, 5), (4, 1), (4, 4), (4, 5) }.Select(p => 2 * terms.Similarity(p.Item1, p.Item2))).Within(1e-6f));
    }

    [Test]
    public void Items_that_nobody_met_are_never_negatives()
    {
        // Item g is near by text and without an event: pushed away it would fall behind everything.
        var log = Logs.Of("abcab", "cbacb", "defde", "fedfe", "g");
        for (int i = 0; i < Titles.Length; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(Titles[i]))]);
        log.Catalogue.Set(6, [new("title", FieldValue.Of("green red tea"))]);
        var fit = log.Select([.. Enumerable.Range(0, log.Count).Where(p => log.ItemOf[p] != 6)]);
        var encoder = new TextEncoderTrainer(Small with { Epochs = 30, HardNegatives = 2, Width = 16, Dimensions = 8, LearningRate = 0.02f }).Fit(fit, RunSettings.Default);
        float[] v = encoder.Encode(["green red tea", "red tea", "boot lace"], RunSettings.Default);
        float Cosine(int other) => System.Numerics.Tensors.TensorPrimitives.Dot<float>(v.AsSpan(0, 8), v.AsSpan(other * 8, 8));
        Assert.That(Cosine(1), Is.GreaterThan(Cosine(2) + 0.3f));
    }
}
