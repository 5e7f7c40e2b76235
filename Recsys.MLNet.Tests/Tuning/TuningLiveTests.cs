using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Tuning;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class TuningLiveTests
{
    private static readonly Lazy<Event[]> Shop = new(() => [.. new Simulator(new() { Users = 150, Items = 120, Days = 10 }).Events(new() { Seed = 5 })]);

    private static readonly TrainingOptions Basis = new() { Ranker = new() { LeastRequests = 100, MaxRequests = 400, Windows = 1, Negatives = 10, Trees = new RankerOptions().Trees with { Trees = 8 } } };

    private static readonly TuningOptions Options = new() { Models = "popularity,pipeline", Trials = 4, InnerSplits = 2, Evaluation = new() { Resamples = 30 }, Against = "popularity" };

    private static readonly Lazy<TuningReport> Report = new(() => new Tuner(Options).Run(InteractionLogBuilder.From(Shop.Value), RunSettings.Default, live: new(Shop.Value, Basis)));

    [Test]
    public void The_recommender_as_it_is_comes_first_and_reaches_the_last_rung()
    {
        var first = Report.Value.Leaderboard.Single(t => t.Number == 0);
        Assert.That((first.Name, first.Origin, first.Rung), Is.EqualTo(("pipeline", "usual", Report.Value.Rungs.Count - 1)));
        Assert.That(Report.Value.Winner.Best!.Quality.Value, Is.GreaterThanOrEqualTo(first.Best!.Quality.Value));
        Assert.That(Report.Value.LeftOut, Is.Empty);
    }

    [Test]
    public void The_same_seed_gives_the_same_leaderboard_on_one_thread()
    {
        var one = new Tuner(Options).Run(InteractionLogBuilder.From(Shop.Value), new() { Threads = 1 }, live: new(Shop.Value, Basis));
        Assert.That(one.Leaderboard.Select(t => (t.Name, t.Rung, t.Best?.Quality, t.Best?.Bytes)), Is.EqualTo(Report.Value.Leaderboard.Select(t => (t.Name, t.Rung, t.Best?.Quality, t.Best?.Bytes))));
        Assert.That(one.HoldOut.Find(one.Winner.Name)!.Metrics["ndcg@10"], Is.EqualTo(Report.Value.HoldOut.Find(one.Winner.Name)!.Metrics["ndcg@10"]));
    }

    [Test]
    public void What_the_search_measures_is_what_evaluate_measures_on_the_same_split()
    {
        // The last inner split is the prequential split of everything before the hold-out.
        var log = InteractionLogBuilder.From(Shop.Value);
        var outer = Splits.Prequential(log);
        var before = Shop.Value.Take((int)InteractionPlaces.EventsBefore(outer.Test.Min(), Shop.Value, Basis.Weights)).ToArray();
        var inner = InteractionLogBuilder.From(before);
        var evaluator = new Evaluator(inner, [Splits.Prequential(inner)], Options.Evaluation with { MaxUsers = Options.MaxUsers }, RunSettings.Default);
        evaluator.AddLive("pipeline", before, Basis, parts: false);
        double expected = evaluator.Report().Find("pipeline")!.Metrics["ndcg@10"].Value;
        var report = new Tuner(Options with { Trials = 1, InnerSplits = 1, Models = "pipeline" }).Run(log, RunSettings.Default, live: new(Shop.Value, Basis));
        Assert.That(report.Winner.Best!.Quality.Value, Is.EqualTo(expected).Within(1e-6));
        var whole = new Evaluator(log, [outer], Options.Evaluation, RunSettings.Default);
        whole.AddLive("pipeline", Shop.Value, Basis, parts: false);
        Assert.That(report.HoldOut.Find("pipeline")!.Metrics["ndcg@10"], Is.EqualTo(whole.Report().Find("pipeline")!.Metrics["ndcg@10"]));
    }

    [Test]
    public void A_part_of_the_users_keeps_items_and_their_own_events_only()
    {
        var log = InteractionLogBuilder.From(Shop.Value);
        var even = new EventPart(Shop.Value, new(), place => log.UserOf[place] % 2 == 0, 50, 30);
        var events = even.Events.ToArray();
        var interactions = events.Where(e => e.Kind == EventKind.Interaction).ToArray();
        Assert.That(interactions, Has.Length.EqualTo(50));
        var placed = Shop.Value.Where(e => e.Kind == EventKind.Interaction).Select((e, place) => (e, User: log.UserOf[place])).ToDictionary(p => p.e, p => p.User);
        Assert.That(interactions.Select(e => placed[e] % 2), Has.All.Zero);
        var actors = placed.Where(p => p.Value % 2 == 0).Select(p => p.Key.Actor!).ToHashSet();
        Assert.That(events.Where(e => e.Kind == EventKind.Ranking), Is.Not.Empty.And.All.Matches<Event>(e => actors.Contains(e!.Actor!)));
        Assert.That(events.Count(e => e.Kind == EventKind.Item), Is.EqualTo(Shop.Value.TakeWhile(e => e != interactions[^1]).Count(e => e.Kind == EventKind.Item)));
        Assert.That(events.Take((int)even.TrainedOn).Count(e => e.Kind == EventKind.Interaction), Is.EqualTo(30));
    }

    [Test]
    public void Values_change_ranker_trees_and_sources_and_nothing_else()
    {
        var log = InteractionLogBuilder.From(Shop.Value);
        var changed = LiveValues.Apply(Basis, ["ranker.leaves=5", "ranker.negatives=33", "source.ease=true", "source.tags=false"], log);
        Assert.That((changed.Ranker.Trees.Leaves, changed.Ranker.Negatives, changed.Ranker.Trees.Trees, changed.Ranker.MaxRequests), Is.EqualTo((5, 33, 8, 400)));
        var names = new ModelTrainers().Sources(changed.Models[0], log).Select(s => s.Name).ToArray();
        Assert.That(names, Does.Contain("ease").And.Contain("item-knn").And.Not.Contain("tags"));
        Assert.That(changed.Models.Skip(1), Is.EqualTo(Basis.Models.Skip(1)));
        Assert.That(() => LiveValues.Apply(Basis, ["depth=7", "ranker.leafs=3", "source.nothing=true"], log), Throws.ArgumentException.With.Message.Contains("depth=7").And.Message.Contains("leafs").And.Message.Contains("nothing"));
    }

    [Test]
    public void A_winner_around_a_configuration_keeps_what_the_search_did_not_change()
    {
        const string basis = "recall:\n  models:\n    - { model: pipeline, removeSeen: false }\n    - item-knn\nranker: { maxRequests: 5000, windows: 2, leaves: 9, attribution: [{ what: click, length: 1h }] }\n";
        var report = Report.Value;
        var space = LiveSpace.For(InteractionLogBuilder.From(Shop.Value), new(Shop.Value, Basis));
        string Write(SearchPoint point)
        {
            var winner = new TuningTrial(0, "pipeline", point, space.Changed(point), "random");
            return TunedConfiguration.Write(report with { Winner = winner, HoldOut = report.HoldOut with { Rows = [report.HoldOut.Rows[0] with { Name = winner.Name }] } }, basis);
        }
        var trees = ConfigurationFile.Read(Write(space.Usual.With("ranker.leaves", "5").With("ranker.windows", "3"))).OrThrow();
        Assert.That((trees.Ranker.Trees.Leaves, trees.Ranker.Windows, trees.Ranker.MaxRequests, trees.Ranker.Attribution[0].Length), Is.EqualTo((5, 3, 5000, TimeSpan.FromHours(1))));
        Assert.That(trees.Recall.Models.Select(m => m.Called), Is.EqualTo(new[] { "pipeline", "item-knn" }));
        var sources = ConfigurationFile.Read(Write(space.Usual.With("source.tags", "false").With("source.ease", "true"))).OrThrow();
        Assert.That(sources.KeepsSeen && trees.KeepsSeen, "both say that people come back");
        Assert.That(sources.Ranker.Windows, Is.EqualTo(2));
    }
}
