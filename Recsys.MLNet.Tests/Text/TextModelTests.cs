using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Tests.Floors;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Shared terms at learned weights and vectors learned on top of them, as one model.</summary>
[TestFixture]
public sealed class TextModelTests
{
    private static readonly TextEncoderOptions Small = new() { Vocabulary = 200, Width = 16, Dimensions = 8, Epochs = 10, BatchSize = 16, LearningRate = 0.02f, Negatives = 8 };

    // Users stay with a brand; colours are noise. Item i is new and of the brand of a to d, item j of the other.
    private static InteractionLog Shop()
    {
        string[] titles = ["Norport red pot", "Norport blue pan", "Norport red lid", "Norport blue cup", "Elberg red pot", "Elberg blue pan", "Elberg red lid", "Elberg blue cup", "Norport green jug", "Elberg green jug"];
        var log = Logs.Of("abcd", "bdca", "cadb", "acbd", "efgh", "fheg", "gehf", "hgfe", "i", "j");
        for (int i = 0; i < titles.Length; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(titles[i]))]);
        return log.Select([.. Enumerable.Range(0, log.Count).Where(p => log.ItemOf[p] < 8)]);
    }

    [Test]
    public void New_items_come_in_the_order_of_what_their_words_stand_for()
    {
        var model = (TextModel)new TextFusionTrainer(Small).Fit(Shop(), RunSettings.Default);
        float[] scores = Score(model, 0, 1);
        Assert.That(scores[8], Is.GreaterThan(scores[9]), "Norport after two of Norport");
        Assert.That(scores[2], Is.GreaterThan(scores[6]));
    }

    [Test]
    public void The_score_adds_up_both_parts_and_survives_saving()
    {
        var model = (TextModel)new TextFusionTrainer(Small with { Epochs = 1 }).Fit(Shop(), RunSettings.Default);
        float[] scores = Score(model, 4, 2), terms = Score(model.Terms, 4, 2), vectors = Score(model.Vectors, 4, 2);
        Assert.That(scores, Is.EqualTo(terms.Zip(vectors, (t, v) => t + model.Weight * v)).Within(1e-6f));
        Assert.That(scores[5], Is.EqualTo(model.Similarity(2, 5) + 0.6f * model.Similarity(4, 5)).Within(1e-5f));
        Assert.That(model.Similarity(0, 99), Is.Zero);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        Assert.That(Score(ModelSections.Load<TextModel>(stream), 4, 2), Is.EqualTo(scores));
        Assert.That(() => new TextModel(model.Terms, new VectorProfileModel(new RowMatrix(3, 8), 10, 0.6f), 1), Throws.ArgumentException.With.Message.Contains("10 items and vectors of 3"));
    }

    [Test]
    public void Fit_repeats_exactly_for_a_seed_on_one_and_two_threads()
    {
        var trainer = new TextFusionTrainer(Small with { Epochs = 2 });
        Assert.That(Score((TextModel)trainer.Fit(Shop(), new() { Seed = 3, Threads = 2 }), 4, 2), Is.EqualTo(Score((TextModel)trainer.Fit(Shop(), new() { Seed = 3, Threads = 1 }), 4, 2)));
    }

    [Test]
    public void A_log_with_nothing_to_learn_from_gives_the_terms_alone()
    {
        var log = Shop();
        var model = new TextFusionTrainer(Small).Fit(log.Select([0]), RunSettings.Default);
        float[] scores = Score(model, 0);
        Assert.That(scores[2], Is.GreaterThan(scores[6]).And.GreaterThan(scores[1]), "red Norport after red Norport");
        Assert.That(scores[7], Is.Zero, "no word in common");
    }

    private static float[] Score(IItemScorer model, params int[] history)
    {
        var scores = new float[model.ItemCount];
        model.Score(new UserContext(0, history, new int[history.Length], new float[history.Length], new long[history.Length], 0), scores);
        return scores;
    }
}
