using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.Pipeline;

[TestFixture]
public sealed class PipelineTests
{
    private static readonly LambdaRankOptions SmallRanker = new() { Trees = 30, Leaves = 7, LearningRate = .2, MinDataInLeaf = 20, EvalAt = [10], EarlyStoppingRounds = 10 };

    private static PipelineOptions Small => new() { Sources = [new CooccurrenceTrainer(), new TfIdfTrainer(), new PopularityTrainer()], Depth = 30, Negatives = 25, Folds = 2, Ranker = SmallRanker };

    [Test]
    public void The_pipeline_beats_each_of_its_stages_and_their_untrained_fusion()
    {
        // The next item shares a word with the last and follows it; the ranker has to find out how much each counts.
        var log = Shop(users: 400, noise: .3);
        var evaluator = new Evaluator(log, [Splits.LeaveOneOut(log)], new() { Resamples = 200 }, RunSettings.Default);
        evaluator.Add(new CooccurrenceTrainer());
        evaluator.Add(new TfIdfTrainer());
        evaluator.Add(new PipelineTrainer(Small));
        evaluator.AddAblation(new PipelineTrainer(Small with { Rank = false }, "pipeline without trees"));
        var report = evaluator.Report();
        var pipeline = report.Find("pipeline")!;
        Assert.That(pipeline.Versus["item-knn"]["all"]["ndcg@10"].Low, Is.Positive);
        Assert.That(pipeline.Versus["tf-idf"]["all"]["ndcg@10"].Low, Is.Positive);
        Assert.That(report.Ablations[0].Versus["pipeline"]["all"]["ndcg@10"].High, Is.Negative);
        var stages = report.ToJson()["stages"]!;
        double lost = (double)stages["loss"]!["notRecalled"]! + (double)stages["loss"]!["rankedBelow10"]! + (double)stages["loss"]!["within10"]!;
        Assert.That(lost, Is.EqualTo(1).Within(1e-5));
        Assert.That((double)stages["recall"]!["union"]!["recall@20"]!, Is.GreaterThanOrEqualTo((double)stages["recall"]!["item-knn"]!["recall@20"]!));
    }

    [Test]
    public void Base_models_that_saw_the_label_look_better_in_training_and_are_worse_in_service()
    {
        var log = Shop(users: 400, noise: .5);
        var split = Splits.LeaveOneOut(log);
        var experiment = new ExperimentBuilder(new()).Build(log, split);
        var honest = new PipelineTrainer(Small).FitPipeline(experiment.Fit, null, RunSettings.Default);
        var leaky = new PipelineTrainer(Small with { Sources = [new Fixed("item-knn", new CooccurrenceTrainer(), experiment.Fit), new TfIdfTrainer(), new PopularityTrainer()] })
            .FitPipeline(experiment.Fit, null, RunSettings.Default);
        double honestTraining = honest.Rounds.Max(r => r.Metrics["ndcg@10"]), leakyTraining = leaky.Rounds.Max(r => r.Metrics["ndcg@10"]);
        Assert.That(leakyTraining, Is.GreaterThan(honestTraining));
        var evaluator = new Evaluator(log, [split], new() { Resamples = 200 }, RunSettings.Default);
        evaluator.Add("honest", _ => honest.Model);
        evaluator.Add("leaky", _ => leaky.Model);
        Assert.That(evaluator.Report().Find("honest")!.Versus["leaky"]["all"]["ndcg@10"].Low, Is.Positive);
    }

    [Test]
    public void Ablations_fit_a_source_once_for_each_part_of_the_log_and_give_the_figures_of_fits_of_their_own()
    {
        var log = Shop(users: 200, noise: .3);
        int fits = 0;
        var whole = Small with { Sources = [new Counted(new CooccurrenceTrainer(), () => fits++), new Counted(new TfIdfTrainer(), () => fits++), new PopularityTrainer()] };
        var evaluator = new Evaluator(log, [Splits.LeaveOneOut(log)], new() { Resamples = 50 }, RunSettings.Default);
        evaluator.AddWithAblations(new PipelineTrainer(whole));
        evaluator.Add(new PipelineTrainer(Small with { Sources = [new CooccurrenceTrainer(), new PopularityTrainer()] }, "fitted alone"));
        var report = evaluator.Report();
        Assert.That(report.Ablations.Select(a => a.Name), Is.EqualTo(new[] { "pipeline without text", "pipeline without knn", "pipeline without trees" }));
        Assert.That(fits, Is.EqualTo(2 * (1 + Small.Folds)), "two sources, for service and for each part of the rows");
        Assert.That(report.Ablations[0].Metrics["ndcg@10"], Is.EqualTo(report.Find("fitted alone")!.Metrics["ndcg@10"]));
        Assert.That(report.Ablations.Skip(1).Select(a => a.Versus["pipeline"]["all"]["ndcg@10"].High), Is.All.Negative, "what follows what and the sort are worth something in this shop");
    }

    [Test]
    public void On_random_clicks_learned_scores_are_worth_nothing()
    {
        var log = Shop(users: 300, noise: 1);
        var evaluator = new Evaluator(log, [Splits.LeaveOneOut(log)], new() { Resamples = 200 }, RunSettings.Default);
        evaluator.Add(new RandomTrainer());
        evaluator.Add(new PipelineTrainer(Small));
        var report = evaluator.Report();
        Assert.That(report.Find("pipeline")!.Versus["random"]["all"]["ndcg@10"].Low, Is.LessThan(.02), "nothing there to be better with");
    }

    [Test]
    public void A_cutoff_at_or_after_the_row_is_refused()
    {
        var timed = Timed(EventClock.Absolute);
        var cutoff = TrainingCutoff.Of(timed);
        Assert.That(cutoff.Time, Is.EqualTo(3000));
        Assert.That(() => cutoff.Require(0, 2, 3000), Throws.InvalidOperationException.With.Message.Contains("may have seen its label"));
        Assert.That(() => cutoff.Require(0, 2, 3001), Throws.Nothing);

        var ordered = TrainingCutoff.Of(Timed(EventClock.Order));
        Assert.That(() => ordered.Require(0, 1, 0), Throws.InvalidOperationException.With.Message.Contains("have seen its label"));
        Assert.That(() => ordered.Require(0, 2, 0), Throws.Nothing);
    }

    [Test]
    public void Every_planned_row_comes_after_what_its_models_were_fitted_on([Values] EventClock clock)
    {
        var log = Shop(users: 60, noise: .3, clock);
        var histories = new UserHistories(log);
        var parts = new RowPlan(new(), RunSettings.Default).Parts(log, histories);
        Assert.That(parts.Sum(p => p.Queries.Count), Is.GreaterThan(50));
        foreach (var part in parts)
        {
            var cutoff = TrainingCutoff.Of(part.Fit);
            foreach (var query in part.Queries)
                Assert.That(() => cutoff.Require(query.User, query.Position, query.Time), Throws.Nothing);
        }
    }

    [Test]
    public void It_scores_the_same_after_save_and_load_and_on_any_number_of_threads()
    {
        var log = Shop(users: 120, noise: .3);
        var model = (PipelineModel)new PipelineTrainer(Small).Fit(log, new RunSettings { Threads = 1 });
        var other = (PipelineModel)new PipelineTrainer(Small).Fit(log, new RunSettings { Threads = 3 });
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        var loaded = ModelSections.Load<PipelineModel>(stream);
        var histories = new UserHistories(log);
        for (int user = 0; user < 20; user++)
        {
            float[] scores = new float[model.ItemCount], again = new float[model.ItemCount], threads = new float[model.ItemCount];
            var context = histories.After(user, user % 5, 1_000_000);
            model.Score(context, scores);
            loaded.Score(context, again);
            other.Score(context, threads);
            Assert.That(again, Is.EqualTo(scores));
            Assert.That(threads, Is.EqualTo(scores));
            Assert.That(scores, Is.All.Matches<float>(float.IsFinite));
            Assert.That(scores.Count(s => s > 0), Is.InRange(1, 3 * 30), "candidates, and no others, are above 0");
        }
    }

    [Test]
    public void More_valuable_types_have_higher_grades()
    {
        var log = new InteractionLog(new Vocabulary(["u"]), new Vocabulary(["a"]), new Vocabulary(["click", "purchase", "view"]),
            [0, 0, 0], [0, 0, 0], [0, 1, 2], [1, 5, .5f], [0, 1, 2], EventClock.Absolute, new Catalogue());
        float[] expected = [2, 3, 1];
        Assert.That(RowPlan.Grades(log), Is.EqualTo(expected));
    }

    [Test]
    public void Every_feature_is_explained()
    {
        var model = (PipelineModel)new PipelineTrainer(Small with { Rank = false }).Fit(Shop(users: 20, noise: 0), RunSettings.Default);
        Assert.That(model.Features.Names, Is.Unique);
        foreach (var description in model.Features.Descriptions)
            Assert.That((description.Unit, description.Meaning), Is.Not.EqualTo(("", "")), description.Name);
    }

    /// <summary>Items in groups of four that share a word; a user goes on from an item to the next of its group, or the first of the next, or anywhere.</summary>
    private static InteractionLog Shop(int users, double noise, EventClock clock = EventClock.Order)
    {
        const int Items = 80, Steps = 8;
        var random = new RandomStream(5, "shop");
        List<int> user = [], item = [];
        List<long> time = [];
        for (int u = 0; u < users; u++)
        {
            int at = random.NextInt(Items);
            for (int s = 0; s < Steps; s++)
            {
                user.Add(u);
                item.Add(at);
                time.Add(s * 100_000L + u * 10);
                at = random.NextDouble() < noise ? random.NextInt(Items) : random.NextDouble() < .6 ? at / 4 * 4 + (at + 1 + random.NextInt(2)) % 4 : (at + 4) % Items;
            }
        }
        var catalogue = new Catalogue();
        for (int i = 0; i < Items; i++)
            catalogue.Set(i, [new("title", FieldValue.Of($"group{i / 4} kind{i % 3}"))]);
        int n = user.Count;
        return new(new Vocabulary(Enumerable.Range(0, users).Select(u => $"u{u}")), new Vocabulary(Enumerable.Range(0, Items).Select(i => $"i{i}")), new Vocabulary(["click"]),
            [.. user], [.. item], new int[n], [.. Enumerable.Repeat(1f, n)], [.. time], clock, catalogue);
    }

    private static InteractionLog Timed(EventClock clock) => new(new Vocabulary(["u", "v"]), new Vocabulary(["a", "b"]), new Vocabulary(["click"]),
        [0, 0, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1], [1000, 2000, 3000], clock, new Catalogue());

    private sealed class Counted(IItemScorerTrainer trainer, Action fitted) : IItemScorerTrainer
    {
        public string Name => trainer.Name;

        public IItemScorer Fit(InteractionLog log, RunSettings run)
        {
            fitted();
            return trainer.Fit(log, run);
        }
    }

    /// <summary>A source that is always fitted on the same log, whatever it is given: the leak.</summary>
    private sealed class Fixed(string name, IItemScorerTrainer trainer, InteractionLog everything) : IItemScorerTrainer
    {
        public string Name => name;

        public IItemScorer Fit(InteractionLog log, RunSettings run) => trainer.Fit(everything, run);
    }
}
