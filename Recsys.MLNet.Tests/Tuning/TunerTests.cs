using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Tuning;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class TunerTests
{
    private static readonly TuningOptions Small = new()
    {
        Models = "popularity,item-knn,item-cosine,ease,als:factors=8:epochs=4",
        Trials = 14,
        Evaluation = new() { Resamples = 50 },
        Against = "popularity",
    };

    private static readonly InteractionLog Log = TuningLogs.Walks(users: 120, items: 40);

    /// <summary>A report without what depends on time.</summary>
    private static string Timeless(TuningReport report)
    {
        var json = report.ToJson();
        Strip(json);
        return json.ToJsonString();

        static void Strip(JsonNode? node)
        {
            if (node is JsonObject o)
            {
                foreach (string time in (string[])["seconds", "latencyMillis", "pareto"])
                    o.Remove(time);
                foreach (var (_, child) in o)
                    Strip(child);
            }
            else if (node is JsonArray a)
                foreach (var child in a)
                    Strip(child);
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_leaderboard_on_any_number_of_threads()
    {
        var options = Small with { Models = Small.Models + ",pipeline" };
        var log = TuningLogs.Walks(users: 60, items: 30);
        var one = new Tuner(options).Run(log, new() { Threads = 1 });
        var three = new Tuner(options).Run(log, new() { Threads = 3 });
        Assert.That(Timeless(three), Is.EqualTo(Timeless(one)));
        Assert.That(one.Leaderboard, Has.Count.EqualTo(14));
        Assert.That(one.Leaderboard.Select(t => t.Origin), Does.Contain("random"));
    }

    [Test]
    public void The_winner_is_better_than_popularity_on_the_hold_out_and_first_of_its_rung()
    {
        var report = new Tuner(Small).Run(Log, RunSettings.Default);
        Assert.That(report.HoldOut.Find(report.Winner.Name)!.Versus["popularity"]["all"]["ndcg@10"].Low, Is.Positive);
        Assert.That(report.Winner, Is.SameAs(report.Leaderboard[0]));
        Assert.That(report.Leaderboard.Where(t => t.Rung == report.Winner.Rung).Max(t => t.Best!.Quality.Value), Is.EqualTo(report.Winner.Best!.Quality.Value));
        Assert.That(report.Winner.Best!.Bytes, Is.Positive);
        Assert.That(report.Winner.Best!.LatencyMillis, Is.Positive);
    }

    [Test]
    public void A_search_that_was_stopped_goes_on_as_if_it_had_not_been()
    {
        using var folder = new TempFolder();
        string whole = Timeless(new Tuner(Small).Run(Log, RunSettings.Default));
        using var stop = new CancellationTokenSource();
        int measured = 0;
        Assert.That(() => new Tuner(Small).Run(Log, new() { Cancellation = stop.Token }, folder["state.json"], measured: _ =>
        {
            if (++measured == 7)
                stop.Cancel();
        }), Throws.InstanceOf<OperationCanceledException>());
        int more = 0;
        var report = new Tuner(Small).Run(Log, RunSettings.Default, folder["state.json"], measured: _ => more++);
        Assert.That(Timeless(report), Is.EqualTo(whole));
        Assert.That(more, Is.EqualTo(report.Leaderboard.Sum(t => t.Results.Count) - 7), "nothing is measured twice");
        Assert.That(Timeless(new Tuner(Small).Run(Log, RunSettings.Default, folder["state.json"], measured: _ => Assert.Fail("all is measured"))), Is.EqualTo(whole));
    }

    [Test]
    public void The_search_does_not_see_the_hold_out()
    {
        var split = Splits.Prequential(Log);
        int[] items = (int[])Log.ItemOf.Clone();
        foreach (int place in split.Test)
            items[place] = (items[place] * 7 + 3) % Log.Items.Count;
        var other = new InteractionLog(Log.Users, Log.Items, Log.Types, Log.UserOf, items, Log.TypeOf, Log.WeightOf, Log.TimeOf, Log.Clock, Log.Catalogue);
        var (one, two) = (new Tuner(Small).Run(Log, RunSettings.Default), new Tuner(Small).Run(other, RunSettings.Default));
        Assert.That(two.Leaderboard.Select(t => (t.Name, t.Best!.Quality)), Is.EqualTo(one.Leaderboard.Select(t => (t.Name, t.Best!.Quality))));
        Assert.That(two.HoldOut.Find(two.Winner.Name)!.Metrics["ndcg@10"].Value, Is.Not.EqualTo(one.HoldOut.Find(one.Winner.Name)!.Metrics["ndcg@10"].Value));
    }

    [Test]
    public void A_state_of_other_data_or_of_nothing_is_refused_with_a_cure()
    {
        using var folder = new TempFolder();
        var quick = Small with { Models = "popularity,item-knn", Trials = 2 };
        new Tuner(quick).Run(Log, RunSettings.Default, folder["state.json"]);
        Assert.That(() => new Tuner(quick).Run(TuningLogs.Walks(100, 40), RunSettings.Default, folder["state.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("other data").And.Message.Contains("warm start"));
        Assert.That(() => new Tuner(quick).Run(Log, new() { Seed = 2 }, folder["state.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("seed 1"));
        folder.Write("broken.json", "{\"task\":\"tune-state\",\"format\":1,\"trials\":[{}]}");
        Assert.That(() => new Tuner(quick).Run(Log, RunSettings.Default, folder["broken.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("no state of a search"));
    }

    [Test]
    public void A_warm_start_tries_what_won_elsewhere_first()
    {
        using var folder = new TempFolder();
        var options = Small with { Models = "item-cosine", Trials = 8 };
        var first = new Tuner(options).Run(TuningLogs.Walks(100, 40), RunSettings.Default, folder["state.json"]);
        var order = new List<TuningTrial>();
        new Tuner(options).Run(Log, RunSettings.Default, warmStart: [folder["state.json"]], measured: t => order.Add(t));
        Assert.That(order[0].Origin, Is.EqualTo("warm"));
        Assert.That(order[0].Name, Is.EqualTo(first.Leaderboard[0].Name));
    }

    [Test]
    public void A_search_ends_when_nothing_gets_better()
    {
        var report = new Tuner(Small with { Models = "item-cosine", Trials = 500, Patience = 5 }).Run(Log, RunSettings.Default);
        Assert.That(report.Leaderboard, Has.Count.LessThan(100));
        Assert.That(report.Stopped, Does.Contain("none of the last 5"));
    }

    [Test]
    public void A_short_budget_still_ends_with_a_judged_winner()
    {
        var report = new Tuner(Small with { Trials = 0, BudgetSeconds = .3 }).Run(Log, RunSettings.Default);
        Assert.That(report.HoldOut.Find(report.Winner.Name), Is.Not.Null);
    }

    [Test]
    public void A_configuration_that_cannot_be_fitted_is_reported_and_the_search_goes_on()
    {
        var report = new Tuner(Small with { Models = "item-knn,pipeline:sourceNames=tf-idf", Trials = 2 }).Run(Log, RunSettings.Default);
        Assert.That(report.Leaderboard[^1].Results[^1].Failure, Does.Contain("none of the sources"));
        Assert.That(report.Winner.Model, Is.EqualTo("item-knn"));
    }

    [TestCase(1000, 10_000, new[] { 1.0, 1.0 })]
    [TestCase(22_363, 198_502, new[] { 1.0 / 9, 1.0 / 3, 1.0 })]
    [TestCase(5_000, 100_000, new[] { 1.0 / 3, 1.0 })]
    public void Rungs_are_shares_of_users_where_there_are_enough(int users, int interactions, double[] expected) =>
        Assert.That(TuningRung.For(users, interactions).Select(r => r.UserShare), Is.EqualTo(expected));

    [Test]
    public void Options_say_everything_that_is_wrong() =>
        Assert.That(new TuningOptions { Trials = -1, InnerSplits = 0, Halving = 1, Patience = 0 }.Problems().Select(p => p.Option),
            Is.EqualTo(new[] { "Trials", "InnerSplits", "Halving", "Patience" }));
}
