using Recsys.MLNet.Models;

namespace Recsys.MLNet.Tests.Collaborative;

/// <summary>What trainers on ratings owe beyond <see cref="CollaborativeTrainerContract"/>: their numbers are ratings.</summary>
public abstract class RatingTrainerContract : CollaborativeTrainerContract
{
    /// <summary>All ratings of a checkerboard of implicit feedback are equal: there is nothing in it for a rating model to find.</summary>
    protected sealed override bool FindsGroups => false;

    [Test]
    public void Withheld_ratings_are_predicted_better_than_by_biases_alone()
    {
        var log = TestLogs.Ratings(120, 80, 40, seed: 9);
        int[] train = [.. Enumerable.Range(0, log.Count).Where(i => i % 5 != 0)], test = [.. Enumerable.Range(0, log.Count).Where(i => i % 5 == 0)];
        var model = (IRatingPredictor)Trainer().Fit(log.Select(train), RunSettings.Default);
        double squares = 0, around = 0, mean = train.Average(i => log.WeightOf[i]);
        foreach (int i in test)
        {
            squares += Math.Pow(log.WeightOf[i] - model.Predict(log.UserOf[i], log.ItemOf[i]), 2);
            around += Math.Pow(log.WeightOf[i] - mean, 2);
        }
        // Biases explain .41 of a variance of about .96, the two planted factors half of it; noise is .04.
        Assert.That(squares / around, Is.LessThan(0.25));
    }

    [Test]
    public void Predictions_stay_on_the_scale_and_unknown_ids_get_the_mean()
    {
        var log = TestLogs.Ratings(60, 40, 20, seed: 9);
        var model = (IRatingPredictor)Trainer().Fit(log, RunSettings.Default);
        for (int u = -1; u < 62; u++)
            for (int i = -1; i < 42; i++)
                Assert.That(model.Predict(u, i), Is.InRange(1f, 5f));
        Assert.That(model.Predict(-1, -1), Is.EqualTo(log.WeightOf.Average()).Within(1e-3));
    }

    [Test]
    public void A_folded_in_user_gets_what_their_ratings_say()
    {
        var log = TestLogs.Ratings(120, 80, 40, seed: 9);
        var model = Trainer().Fit(log, RunSettings.Default);
        var places = Enumerable.Range(0, log.Count).Where(i => log.UserOf[i] == 5).ToArray();
        float[] stored = model.ScoresFor(log, 5), folded = model.ScoresFor(-1, [.. places.Select(p => log.ItemOf[p])], [.. places.Select(p => log.WeightOf[p])]);
        double error = Math.Sqrt(stored.Zip(folded).Average(p => Math.Pow(p.First - p.Second, 2)));
        Assert.That(error, Is.LessThan(0.3));
    }
}
