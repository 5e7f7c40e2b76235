using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Updating;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.Ranking;

[TestFixture]
public sealed class LearnedRankerTests
{
    private static readonly Lazy<Event[]> Shop = new(() => [.. new Simulator(new() { Users = 900, Items = 300, Days = 16, SessionsPerDay = 0.8 }).Events(RunSettings.Default)]);

    private static TrainingOptions Quick { get; } = new() { Ranker = new() { MaxRequests = 2000, LeastRequests = 300, Trees = new RankerOptions().Trees with { Trees = 60, LearningRate = 0.12 } } };

    [Test]
    public void The_learned_sort_beats_the_untrained_one_and_every_source_and_live_state_beats_frozen()
    {
        var log = InteractionLogBuilder.From(Shop.Value);
        var evaluator = new Evaluator(log, [Splits.Prequential(log)], new() { Resamples = 200 }, RunSettings.Default);
        var trained = evaluator.AddLive("pipeline", Shop.Value, Quick);
        var report = evaluator.Report();
        Assert.That(trained.Ranker, Is.Not.Null);
        var sorted = report.Find("pipeline before re-ranking")!;
        foreach (var other in report.Rows.Where(r => r.Name.StartsWith("live ", StringComparison.Ordinal) || r.Name.EndsWith("(frozen)", StringComparison.Ordinal)))
            Assert.That(sorted.Versus[other.Name]["all"]["ndcg@10"].Low, Is.Positive, other.Name);
        var loss = report.Stages["loss"]!.AsObject();
        Assert.That(loss.Sum(p => (double)p.Value!), Is.EqualTo(1).Within(1e-5));
        // Every query is warm or cold, and on the surface whose page its user had open.
        Assert.That(report.Stages["surfaces"]!.AsObject().Select(s => s.Key), Is.EquivalentTo(Shop.Value.Select(e => e.Surface).OfType<string>().Distinct()));
        var (warm, cold) = (report.Stages["slices"]!["warm"]!, report.Stages["slices"]!["cold-users"]!);
        foreach (var column in loss)
            Assert.That(((double)warm["loss"]![column.Key]! * (int)warm["queries"]! + (double)cold["loss"]![column.Key]! * (int)cold["queries"]!) / (int)report.Stages["queries"]!, Is.EqualTo((double)column.Value!).Within(1e-5));
        var parts = StageParts.Of(report.Stages);
        Assert.That(parts.Where(p => p.Name.StartsWith("on ", StringComparison.Ordinal) && !p.Name.Contains(',')).Sum(p => (int)p.Stages["queries"]!), Is.GreaterThan((int)report.Stages["queries"]! / 2).And.AtMost((int)report.Stages["queries"]!));
        var calibration = report.Stages["calibration"]!;
        Assert.That((double)calibration["errorAfter"]!, Is.LessThan(0.03).And.LessThan((double)calibration["errorBefore"]! / 5), "scores are no probabilities, what the curve makes of them is near");
        Assert.That(trained.Ranker!.Calibration!.ErrorAfter, Is.LessThan(trained.Ranker.Calibration.ErrorBefore));
        Assert.That(trained.Ranker!.Windows.Select(w => w.Event), Is.Ordered);
        Assert.That(trained.Ranker.Cutoff.Time, Is.GreaterThan(trained.Ranker.Windows[^1].Newest));
        Assert.That(trained.Ranker.Shifts, Is.Not.Empty);
    }

    [Test]
    public void Without_each_part_it_is_trained_again_and_compared_with_the_whole()
    {
        var events = Shop.Value[..8000];
        var log = InteractionLogBuilder.From(events);
        var evaluator = new Evaluator(log, [Splits.Prequential(log)], new() { Resamples = 20, MaxUsers = 30 }, RunSettings.Default);
        var training = Quick with { Models = ["item-knn", "tf-idf"], Ranker = Quick.Ranker with { MaxRequests = 300, LeastRequests = 20, Maturity = 0.5, Trees = Quick.Ranker.Trees with { Trees = 10 } } };
        evaluator.AddLive("pipeline", events, training, ablate: true);
        var report = evaluator.Report();
        Assert.That(report.Ablations.Select(a => a.Name), Is.EqualTo(new[] { "text", "knn", "live sources", "trees" }.Select(p => $"pipeline without {p}")));
        Assert.That(report.Ablations[^1].Metrics, Is.EqualTo(report.Find("live fusion")!.Metrics));
        Assert.That(report.Ablations.Select(a => a.Versus.Keys), Is.All.Contains("pipeline").And.All.Contains("live co-visit"));
    }

    [Test]
    public void A_package_carries_the_ranker_and_serves_what_training_made()
    {
        var trained = new RecommenderTrainer(Quick).Train(Shop.Value, RunSettings.Default);
        string path = Path.Combine(Path.GetTempPath(), $"ranker-{Guid.NewGuid():N}.recsys");
        try
        {
            var manifest = trained.Save(path);
            Assert.That(manifest.Cutoffs.Keys, Does.Contain("ranker").And.Contain("item-knn").And.Not.Contain("pipeline"));
            Assert.That(manifest.Features, Is.EqualTo(trained.Ranker!.Trees.FeatureNames));
            var recommender = Recommender.Open(path);
            Assert.That(recommender.Model.Ranker, Is.TypeOf<TreeRanker>());
            string user = Shop.Value.Last(e => e is { Kind: EventKind.Interaction, User: not null }).User!;
            var memory = new RecommendationPipeline(trained.State, trained.ToServingModel());
            var request = new RecommendationRequest { User = user, At = recommender.Now, Count = 10 };
            var answer = recommender.Recommend(request);
            Assert.That(answer.Items.Select(i => (i.Item, i.Score)), Is.EqualTo(memory.Recommend(request).Items.Select(i => (i.Item, i.Score))));
            Assert.That(answer.Items.Count(i => i.Reasons.Count > 0), Is.GreaterThan(3));
            // An item's score does not depend on the company a caller names it in.
            string[] own = [.. answer.Items.Take(3).Select(i => i.Item)];
            var ranked = recommender.Rank(user, own);
            Assert.That(ranked.Items.ToDictionary(i => i.Item, i => i.Score), Is.EquivalentTo(answer.Items.Take(3).ToDictionary(i => i.Item, i => i.Score)));
            Assert.That(answer.Items.OrderByDescending(i => i.Score).Select(i => i.Probability), Is.Ordered.Descending.And.All.InRange(1e-9f, 0.9f));
            Assert.That(EarlierPackage.Open(path).Training.Ranker.MaxRequests, Is.EqualTo(Quick.Ranker.MaxRequests), "an update trains it as it was trained");
            var (first, last) = (recommender.Explain(request, own[0]), recommender.Explain(request, own[2]));
            Assert.That(first.Features, Has.Count.EqualTo(manifest.Features.Count));
            Assert.That(first.Contributions.Select(c => Math.Abs(c.Contribution)), Is.Ordered.Descending);
            Assert.That(first.Contributions.Select(c => c.Meaning), Is.All.Not.Empty);
            Assert.That(first.Contributions.Sum(c => c.Contribution) - last.Contributions.Sum(c => c.Contribution), Is.EqualTo(first.Score - last.Score).Within(1e-4), "the mean score is common to both");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Quotas_are_learned_on_the_first_window_and_serve_from_the_package()
    {
        var training = Quick with { Ranker = Quick.Ranker with { MaxRequests = 1200, RecallBudget = 700, LeastRecallRequests = 50 } };
        var trained = new RecommenderTrainer(training).Train(Shop.Value, RunSettings.Default);
        var quotas = trained.Ranker!.Quotas;
        Assert.That(quotas.Select(q => q.Quota.Surface), Has.Member(null).And.Member("category").And.Member("search"));
        Assert.That(quotas.Select(q => q.Microseconds), Is.All.AtMost(700));
        Assert.That(quotas.Where(q => q.Quota.Warm).Select(q => q.WholeMicroseconds), Is.All.GreaterThan(700));
        Assert.That(quotas.Select(q => q.WholeRecall - q.Recall), Is.All.InRange(0, 0.3));
        using var stream = new MemoryStream();
        trained.Save(stream);
        using var package = ModelPackage.Open(new MemoryStream(stream.ToArray()), "test");
        var model = ServingModel.From(package);
        string user = Shop.Value.Last(e => e is { Kind: EventKind.Interaction, User: not null }).User!;
        using var state = trained.State.Open();
        int Candidates(RecallQuotas? limits)
        {
            var set = new CandidateSet();
            set.Reset(state, model.Sources);
            set.Recall(new RecallContext(state, user, state.Newest), model.Sources, limits);
            return set.Count;
        }
        Assert.That(Candidates(model.Quotas), Is.LessThan(Candidates(null)).And.GreaterThan(10));
        Assert.That(model.Surfaces["similar"].Quotas, Is.SameAs(RecallQuotas.None), "a surface with sources of its own takes their lists whole");
    }

    [Test]
    public void The_same_seed_learns_the_same_trees_on_any_number_of_threads()
    {
        var events = Shop.Value[..12000];
        var options = Quick with { Ranker = Quick.Ranker with { LeastRequests = 20, Watched = 0, MaxRequests = 200, Evidence = RankerEvidence.Both, Attribution = [new("Interest", TimeSpan.FromMinutes(30)), new("Conversion", TimeSpan.FromHours(1))] } };
        var one = new RecommenderTrainer(options).Train(events, new RunSettings { Threads = 1 }).Ranker!.Trees;
        var three = new RecommenderTrainer(options).Train(events, new RunSettings { Threads = 3 }).Ranker!.Trees;
        Assert.That(ModelText(three), Is.EqualTo(ModelText(one)));
    }

    [Test]
    public void A_log_that_cannot_support_it_says_why_and_keeps_the_untrained_sort()
    {
        var order = Shop.Value[..2000].Select(e => e with { Clock = EventClock.Order });
        var trained = new RecommenderTrainer(Quick with { Models = ["item-knn"] }).Train(order, RunSettings.Default);
        Assert.That(trained.Ranker, Is.Null);
        Assert.That(trained.LeftOut, Has.Some.Contains("not absolute"));
        Assert.That(trained.ToServingModel().Ranker, Is.TypeOf<FusionRanker>());
        trained = new RecommenderTrainer(new() { Models = ["item-knn"] }).Train(Shop.Value[..1500], RunSettings.Default);
        Assert.That(trained.LeftOut, Has.Some.Contains("1000 are needed").Or.Some.Contains("has closed"));
    }

    [Test]
    public void A_package_is_judged_by_later_events_only()
    {
        string path = Path.Combine(Path.GetTempPath(), $"judged-{Guid.NewGuid():N}.recsys");
        int half = Shop.Value.Length * 3 / 4;
        try
        {
            new RecommenderTrainer(Quick with { Models = ["item-knn"], Ranker = new() { Learn = false } }).Train(Shop.Value[..half], RunSettings.Default).Save(path);
            var report = PackageEvaluation.Run(path, Shop.Value, _ => [new CooccurrenceTrainer()], new() { Resamples = 50 }, RunSettings.Default);
            Assert.That(report.Protocol.Fitted, Is.EqualTo(Shop.Value[..half].Count(e => e.Kind == EventKind.Interaction)));
            Assert.That(report.Find(PackageEvaluation.RowName)!.Metrics["ndcg@10"].Value, Is.GreaterThan(report.Find("item-knn (frozen)")!.Metrics["ndcg@10"].Value));
            // Another log of later times: its first events do not match, so times decide.
            var later = Shop.Value.Select(e => e with { Id = null, Timestamp = e.Timestamp + 1 });
            Assert.That(PackageEvaluation.Run(path, later, _ => [], new() { Resamples = 50 }, RunSettings.Default).Protocol.Queries, Is.EqualTo(report.Protocol.Queries).Within(5));
            Assert.That(() => PackageEvaluation.Run(path, Shop.Value[..half], _ => [], new(), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("some after"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Sources_that_saw_the_label_look_better_in_training_and_sort_worse_in_service()
    {
        int cut = Shop.Value.Length * 4 / 5;
        var (honest, leaky) = (Learn(cut, leak: false), Learn(cut, leak: true));
        Assert.That(leaky.Fit.Rounds.Max(r => r.Metrics["ndcg@10"]), Is.GreaterThan(honest.Fit.Rounds.Max(r => r.Metrics["ndcg@10"])));
        var log = InteractionLogBuilder.From(Shop.Value);
        int before = Shop.Value[..cut].Count(e => e.Kind == EventKind.Interaction);
        var split = new Split { Kind = SplitKind.Prequential, Name = "cut", Train = [.. Enumerable.Range(0, before)], Test = [.. Enumerable.Range(before, log.Count - before)] };
        var evaluator = new Evaluator(log, [split], new() { Resamples = 200 }, RunSettings.Default);
        evaluator.AddLive("honest", honest.Model, honest.Serving, honest.World, Shop.Value, cut, new(), 0, ablation: false);
        evaluator.AddLive("leaky", leaky.Model, leaky.Serving, leaky.World, Shop.Value, cut, new(), 0, ablation: false);
        Assert.That(evaluator.Report().Find("honest before re-ranking")!.Versus["leaky before re-ranking"]["all"]["ndcg@10"].Low, Is.Positive);
    }

    [Test]
    public void On_random_clicks_learned_features_are_worth_nothing_unless_they_saw_the_label()
    {
        var (honest, error) = WorthOfLearned(leak: false);
        Assert.That(honest, Is.EqualTo(0).Within(0.04).And.EqualTo(0).Within(3 * error));
        Assert.That(WorthOfLearned(leak: true).Difference, Is.GreaterThan(0.1));
    }

    /// <summary>NDCG@10 on the latest requests that is lost when everything a base model says is taken from the rows.</summary>
    private static (double Difference, double Error) WorthOfLearned(bool leak)
    {
        var (trainer, model, _, _) = Rows(RandomClicks(), new() { LeastRequests = 300, Watched = 0.3, UniformShare = 0, Negatives = 30, Attribution = [new("Interest", TimeSpan.FromMinutes(30))] }, leak);
        var (rows, latest) = trainer.Gather();
        var (train, watched) = (rows.ToDataset(debias: true), latest.ToDataset(debias: false));
        var trees = new LambdaRankTrainer(new() { Trees = 30, Leaves = 7, MinDataInLeaf = 50, LearningRate = 0.1 }).Fit(train, RunSettings.Default);
        double[] with = RankerGate.Ndcg(RankerGate.Scores(trees, watched), watched);
        int column = 0;
        foreach (var feature in model.Schema.Features)
        {
            for (int c = column; feature.Spec.Learned && c < column + feature.Spec.Width; c++)
                for (int r = 0; r < watched.Rows; r++)
                    watched.Features.Row(r)[c] = float.NaN;
            column += feature.Spec.Width;
        }
        return RankerGate.Paired(with, RankerGate.Ndcg(RankerGate.Scores(trees, watched), watched));
    }

    /// <summary>Pages of random items, of which each is clicked with the same probability.</summary>
    private static Event[] RandomClicks()
    {
        const int Items = 300, Users = 300, Pages = 15;
        const long Start = 1_700_000_000_000;
        var random = new RandomStream(3, "random clicks");
        var events = new List<Event>();
        for (int i = 0; i < Items; i++)
            events.Add(new() { Kind = EventKind.Item, Id = $"b{i}", Item = $"i{i}", Timestamp = Start });
        for (int n = 0; n < Users * Pages; n++)
        {
            long at = Start + (n + 1) * 60_000L;
            string user = $"u{random.NextInt(Users)}";
            RankedItem[] page = [.. random.Permutation(Items).Take(10).Select(i => new RankedItem { Id = $"i{i}" })];
            events.Add(new() { Kind = EventKind.Ranking, Id = $"r{n}", User = user, Timestamp = at, Items = page });
            foreach (var item in page.Where(_ => random.NextDouble() < 0.15))
                events.Add(new() { Kind = EventKind.Interaction, Id = $"x{n}{item.Id}", User = user, Item = item.Id, Type = "click", Ranking = $"r{n}", Timestamp = at + 1000 });
        }
        return [.. events];
    }

    private static (RankerFit Fit, ServingModel Model, ServingOptions Serving, WorldState World) Learn(int cut, bool leak)
    {
        var (trainer, model, serving, world) = Rows(Shop.Value[..cut], Quick.Ranker, leak);
        using var now = world.Open();
        var (fit, whyNot) = trainer.Learn(model, now);
        Assert.That(fit, Is.Not.Null, whyNot);
        return (fit!, model.With(fit!.Trees), serving, world);
    }

    // The steps of RecommenderTrainer with one source, which may be fitted on what it must not have seen.
    private static (RankerTrainer Trainer, ServingModel Model, ServingOptions Serving, WorldState World) Rows(Event[] events, RankerOptions options, bool leak)
    {
        var state = new StateOptions();
        var interactions = new InteractionLogBuilder();
        var requests = new RequestLog(new Outcomes(options, state), options.Maturity);
        for (int i = 0; i < events.Length; i++)
        {
            int before = interactions.Count, items = interactions.Items;
            interactions.Add(events[i]);
            requests.Add(events[i], i, before, items);
        }
        var log = interactions.Build();
        var (plan, whyNot) = RankerPlan.Of(log, requests, options, RunSettings.Default);
        Assert.That(plan, Is.Not.Null, whyNot);
        var serving = new ServingOptions { Sources = [new("item-knn", 1, 100), new("popular", 0.1f, 100), new("new", 0, 100)] };
        ServingModel Sources(InteractionLog part) => ServingModel.Of("test", serving, state, new(log.Users, log.Items, log.Types), [("item-knn", new CooccurrenceTrainer().Fit(part, RunSettings.Default))]);
        var trainer = new RankerTrainer(options, plan!, log, requests, state, serving.Sources, (part, _) => Sources(leak ? log : part), RunSettings.Default);
        var replay = new EventReplay(state);
        long number = -1;
        replay.Run(events.Select(e => { number++; return e; }), (e, view) => trainer.Visit(e, number, view));
        return (trainer, Sources(log), serving, replay.World);
    }

    [Test]
    public void Events_that_change_between_the_two_readings_are_refused()
    {
        int reading = 0;
        IEnumerable<Event> Changing()
        {
            reading++;
            foreach (var e in Shop.Value)
                yield return reading == 2 && e.Kind == EventKind.Interaction ? e with { Item = "i1" } : e;
        }
        Assert.That(() => new RecommenderTrainer(Quick with { Models = ["item-knn"] }).Train(Changing(), RunSettings.Default), Throws.InvalidOperationException.With.Message.Contains("changed between"));
    }

    private static byte[] ModelText(ISavedModel model)
    {
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        return stream.ToArray();
    }
}
