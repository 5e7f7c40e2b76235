using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Tests.State;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class ContinuedFactorTests
{
    private static List<Event> Events => [.. Shop.Log(1500).Where(e => e.Kind == EventKind.Interaction)];

    private static IEnumerable<IContinuingTrainer> Trainers() =>
        [new AlsTrainer(new() { Epochs = 12 }), new BprTrainer(new() { Epochs = 30 }), new WarpTrainer(new() { Epochs = 12 })];

    [TestCaseSource(nameof(Trainers))]
    public void What_was_learned_stays_and_new_users_and_items_find_a_place(IContinuingTrainer trainer)
    {
        var before = InteractionLogBuilder.From(Events);
        var after = InteractionLogBuilder.From([.. Events, Shop.Do("newcomer", "i1"), Shop.Do("u1", "newest")]);
        var model = (FactorModel)trainer.Fit(before, RunSettings.Default);
        var continued = (FactorModel)trainer.Continue(model, after, before.Count, RunSettings.Default);
        Assert.That((continued.Users.Rows, continued.ItemCount), Is.EqualTo((after.Users.Count, after.Items.Count)));
        Assert.That(Agreement(continued, model, before), Is.GreaterThan(0.8));
        Assert.That(float.IsFinite(continued.Predict(after.Users.Find("newcomer"), after.Items.Find("newest"))), Is.True);
    }

    [Test]
    public void Users_are_found_under_their_new_numbers_and_strangers_are_average()
    {
        var before = InteractionLogBuilder.From(Events);
        var model = (FactorModel)new BprTrainer(new() { Epochs = 10 }).Fit(before, RunSettings.Default);
        var now = new Vocabulary(before.Users.Ids.Reverse().Prepend("stranger"));
        var renumbered = model.Renumbered(before.Users, now);
        foreach (string user in before.Users.Ids)
            Assert.That(renumbered.Predict(now.Find(user), 3), Is.EqualTo(model.Predict(before.Users.Find(user), 3)));
        Assert.That(renumbered.Predict(0, 3), Is.EqualTo(model.Predict(-1, 3)));
    }

    [Test]
    public void A_model_of_another_kind_is_refused() =>
        Assert.That(() => new AlsTrainer().Continue(new PopularityTrainer().Fit(InteractionLogBuilder.From(Events), RunSettings.Default), InteractionLogBuilder.From(Events), 0, RunSettings.Default),
            Throws.ArgumentException.With.Message.Contains("expected one that it fitted itself"));

    /// <summary>Correlation of the predictions over all pairs of users and items that both models know.</summary>
    private static double Agreement(FactorModel a, FactorModel b, InteractionLog log)
    {
        var pairs = (from user in Enumerable.Range(0, log.Users.Count) from item in Enumerable.Range(0, log.Items.Count) select ((double)a.Predict(user, item), (double)b.Predict(user, item))).ToList();
        double meanA = pairs.Average(p => p.Item1), meanB = pairs.Average(p => p.Item2);
        return pairs.Sum(p => (p.Item1 - meanA) * (p.Item2 - meanB)) / Math.Sqrt(pairs.Sum(p => Math.Pow(p.Item1 - meanA, 2)) * pairs.Sum(p => Math.Pow(p.Item2 - meanB, 2)));
    }
}
