using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Tuning;
using Recsys.MLNet.Reranking;

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
        Assert.That(changed.Serving, Is.Null, "lists are made as usual");
        Assert.That(() => LiveValues.Apply(Basis, ["depth=7", "ranker.leafs=3", "source.nothing=true", "rerank.relevance=2"], log), Throws.ArgumentException.With.Message.Contains("depth=7").And.Message.Contains("leafs").And.Message.Contains("nothing").And.Message.Contains("relevance"));
    }

    [Test]
    public void Re_ranking_is_searched_and_judged_on_the_same_lists_but_for_it()
    {
        var log = InteractionLogBuilder.From(Shop.Value);
        var space = LiveSpace.For(log, new(Shop.Value, Basis));
        Assert.That(space.Parameters.Where(p => p.Name.StartsWith("rerank.", StringComparison.Ordinal)).Select(p => (p.Name, p.Start)), Is.EquivalentTo(new[] { ("rerank.relevance", "0.85"), ("rerank.diversity", "Mmr"), ("rerank.calibration", "0") }));
        var strict = LiveValues.Apply(Basis, ["rerank.relevance=1", "rerank.diversity=Dpp"], log);
        Assert.That((strict.Serving!.Relevance, strict.Serving.Diversity), Is.EqualTo((1f, DiversityKind.Dpp)));
        Assert.That(strict.Ranker, Is.SameAs(Basis.Ranker).Or.EqualTo(Basis.Ranker));
        var evaluator = new Evaluator(log, [Splits.Prequential(log)], Options.Evaluation with { MaxUsers = 60 }, RunSettings.Default);
        evaluator.AddLive("usual", Shop.Value, Basis);
        double Ndcg(string row) => evaluator.Report().Find(row)!.Metrics["ndcg@10"].Value;
        double served = Ndcg("usual"), ranked = Ndcg("usual before re-ranking");
        Assert.That(ranked, Is.Not.EqualTo(served));
        evaluator = new Evaluator(log, [Splits.Prequential(log)], Options.Evaluation with { MaxUsers = 60 }, RunSettings.Default);
        evaluator.AddLive("strict", Shop.Value, LiveValues.Apply(Basis, ["rerank.relevance=1"], log));
        Assert.That(Ndcg("strict before re-ranking"), Is.EqualTo(ranked), "the same sources, features and trees");
        Assert.That(Ndcg("strict"), Is.Not.EqualTo(served));
    }

    [Test]
    public void A_winner_around_a_configuration_keeps_what_the_search_did_not_change()
    {
        const string basis = "recall:\n  models:\n    - { model: pipeline, removeSeen: false }\n    - item-knn\nranker: { maxRequests: 5000, windows: 2, leaves: 9, attribution: [{ what: click, length: 1h }] }\nrerank:\n  relevance: 0.6 # varied\n  groupVariants: false\n  seen: [{ what: click, again: always }]\n";
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
        var lists = ConfigurationFile.Read(Write(space.Usual.With("rerank.relevance", "0.97").With("ranker.leaves", "5"))).OrThrow();
        Assert.That((lists.Rerank.Relevance, lists.Rerank.Seen[0].What, lists.Rerank.GroupVariants, lists.Ranker.Trees.Leaves), Is.EqualTo((0.97f, "click", false, 5)));
        Assert.That((trees.Rerank.Relevance, trees.Rerank.Seen[0].What), Is.EqualTo((0.6f, "click")), "its own section, as it stood");
        Assert.That(sources.Ranker.Windows, Is.EqualTo(2));
    }
}
