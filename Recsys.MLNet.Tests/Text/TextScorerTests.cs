using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Scoring;
using Recsys.MLNet.Trainers.TextScoring;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class TextScorerTests
{
    private const string Query = "我想去旅游的地方";
    private static readonly string[] Places = ["巴黎", "伦敦", "东京"];
    private static readonly string[] Users = ["我想看艺术和时装", "我想看戏剧和雨", "我想看樱花和动漫"];

    // Each user chose the place of the same number; the plain query chose Tokyo more often than Paris, and London never.
    private static readonly TextChoice[] Choices =
    [
        .. Users.Select((user, i) => new TextChoice(user, Places, [i])),
        .. Enumerable.Range(0, 5).Select(i => new TextChoice(Query, Places, [i < 3 ? 2 : 0])),
    ];

    private TempFolder _folder = null!;
    private OnnxTextEncoder _encoder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _folder = new TempFolder();
        GeneratedEncoder.Write(_folder.Path, [Query, .. Places, .. Users]);
        _encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = _folder.Path });
    }

    [OneTimeTearDown]
    public void Close()
    {
        _encoder.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void The_joint_form_learns_from_behaviour_that_users_want_different_places()
    {
        var scorer = Fit(new() { Form = TextScorerForm.Joint, Epochs = 4000, LearningRate = 0.3f, Regularization = 0 });
        for (int user = 0; user < Users.Length; user++)
            Assert.That(Best(scorer.Shares(Users[user], Places)), Is.EqualTo(user), Users[user]);
        float[] shares = scorer.Shares(Query, Places);
        Assert.That(shares.Sum(), Is.EqualTo(1).Within(1e-5));
        Assert.That(shares[2], Is.GreaterThan(shares[0]).And.GreaterThan(shares[1]), "巴黎, 伦敦, 东京: " + string.Join(" ", shares));
        Assert.That(scorer.Score(Query, Places)[2], Is.EqualTo(0.6f).Within(0.1f), "three of five chose it");
    }

    [Test]
    public void The_additive_form_gives_all_users_one_order_and_each_their_own_level()
    {
        var scorer = Fit(new() { Form = TextScorerForm.Additive, Epochs = 300 });
        var orders = new List<int[]>();
        var levels = new List<float>();
        foreach (string user in (string[])[.. Users, Query, "", "谁都不是"])
        {
            float[] scores = scorer.Score(user, Places);
            orders.Add([.. Enumerable.Range(0, Places.Length).OrderByDescending(i => scores[i])]);
            levels.Add(scores.Sum());
        }
        Assert.That(orders, Is.All.EqualTo(orders[0]));
        Assert.That(orders[0][0], Is.EqualTo(2), "the place chosen most often");
        Assert.That(levels.Distinct().Count(), Is.GreaterThan(3));
        Assert.That(scorer.Shares(Users[0], Places), Is.EqualTo(scorer.Shares(Users[1], Places)).Within(1e-5f), "softmax over candidates does not see the user either");
    }

    [Test]
    public void A_score_is_the_equation_of_the_encoders_vectors()
    {
        var scorer = Fit(new() { Form = TextScorerForm.Joint, Epochs = 3 });
        int d = _encoder.Dimensions;
        float[] g = new float[d], f = new float[d];
        _encoder.Encode([Query], g);
        _encoder.EncodePairs([Query], [Places[1]], f);
        var m = scorer.Model;
        double logit = m.CandidateBias + m.UserBias;
        for (int i = 0; i < d; i++)
            logit += m.CandidateWeights[i] * f[i] + m.UserWeights[i] * g[i];
        Assert.That(scorer.Score(Query, Places)[1], Is.EqualTo(1 / (1 + Math.Exp(-logit))).Within(1e-5));
    }

    [Test]
    public void What_was_learned_is_saved_and_belongs_to_its_encoder()
    {
        var scorer = Fit(new() { Epochs = 3 });
        string file = Path.Combine(_folder.Path, "places.scorer");
        scorer.Model.Save(file);
        var loaded = new TextScorer(_encoder, TextScorerModel.Load(file));
        Assert.That(loaded.Score(Query, Places), Is.EqualTo(scorer.Score(Query, Places)));
        using var folder = new TempFolder();
        GeneratedEncoder.Write(folder.Path, [Query], seed: 9);
        using var other = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder.Path });
        Assert.That(() => new TextScorer(other, loaded.Model), Throws.ArgumentException.With.Message.Contains("Open the encoder it was trained on"));
        byte[] damaged = File.ReadAllBytes(file);
        File.WriteAllBytes(file, damaged[..(damaged.Length / 2)]);
        Assert.That(() => TextScorerModel.Load(file), Throws.TypeOf<ModelFormatException>());
    }

    [TestCase(TextScorerLoss.Logistic), TestCase(TextScorerLoss.Softmax)]
    public void Gradients_are_those_of_finite_differences(TextScorerLoss loss)
    {
        var random = new RandomStream(3, "scorer");
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
        float[] parameters = Values(9), candidates = Values(12), user = Values(4), labels = [1, 0, 1], gradient = new float[9];
        TextScorerKernel.Add(parameters, candidates, user, labels, loss, gradient);
        for (int i = 0; i < parameters.Length; i++)
        {
            float before = parameters[i];
            parameters[i] = before + 1e-2f;
            double up = TextScorerKernel.Add(parameters, candidates, user, labels, loss, new float[9]);
            parameters[i] = before - 1e-2f;
            double down = TextScorerKernel.Add(parameters, candidates, user, labels, loss, new float[9]);
            parameters[i] = before;
            Assert.That(gradient[i], Is.EqualTo((up - down) / 2e-2).Within(1e-3), $"parameter {i}");
        }
        if (loss == TextScorerLoss.Softmax)
            Assert.That(gradient[4..], Is.All.EqualTo(0).Within(1e-6f), "the user moves all candidates alike");
    }

    [Test]
    public void Choices_come_from_what_users_did_and_hold_nothing_they_had()
    {
        var (users, items) = (new Vocabulary(["u"]), new Vocabulary(["a", "b", "c", "d"]));
        users.Add("v");
        var catalogue = new Catalogue();
        for (int i = 0; i < 4; i++)
            catalogue.Set(i, [new Field("title", FieldValue.Of(items[i] + " title"))]);
        var log = new InteractionLog(users, items, new Vocabulary(["click"]), [0, 0, 0, 1, 1], [0, 1, 2, 3, 0], new int[5], [1, 1, 1, 1, 1], new long[5], EventClock.Order, catalogue);
        var choices = TextChoices.From(log, RunSettings.Default, history: 2, others: 3);
        Assert.That(choices, Has.Count.EqualTo(3));
        Assert.That(choices[1].User, Is.EqualTo("a title, b title"));
        Assert.That(choices[1].Candidates[0], Is.EqualTo("c title"));
        Assert.That(choices[1].Candidates.Skip(1), Is.All.EqualTo("d title"), "all but d are the user's own");
    }

    [Test]
    public void Choices_that_make_no_sense_are_refused()
    {
        var trainer = new TextScorerTrainer();
        Assert.That(() => trainer.Fit(_encoder, [], RunSettings.Default), Throws.ArgumentException.With.Message.Contains("no choices"));
        Assert.That(() => trainer.Fit(_encoder, [new("u", Places, [3])], RunSettings.Default), Throws.ArgumentException.With.Message.Contains("Choice 0 has 3 candidates and chose 3"));
        Assert.That(() => _encoder.EncodePairs(["a"], [], new float[0]), Throws.ArgumentException.With.Message.Contains("a pair takes one of each"));
    }

    private TextScorer Fit(TextScorerOptions options) => new(_encoder, new TextScorerTrainer(options).Fit(_encoder, Choices, RunSettings.Default));

    private static int Best(float[] values) => Array.IndexOf(values, values.Max());
}
