using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Evaluation;

[TestFixture]
public sealed class EvaluatorTests
{
    [Test]
    public void An_oracle_is_perfect_and_chance_is_chance()
    {
        var log = Walks(users: 400, items: 50);
        var evaluator = Evaluator(log, Splits.LeaveOneOut(log));
        evaluator.Add("oracle", e => new Oracle(e.Queries, e.Fit.Items.Count));
        evaluator.Add(new RandomTrainer());
        var report = evaluator.Report();
        Assert.That(report.Find("oracle")!.Metrics["ndcg@10"].Value, Is.EqualTo(1));
        Assert.That(report.Find("oracle")!.Metrics["mrr@10"].Low, Is.EqualTo(1));
        var random = report.Find("random")!.Metrics;
        Assert.That(random["hr@10"].Value, Is.EqualTo(10.0 / 43).Within(.07), "10 of the 43 unseen items");
        Assert.That(random["auc"].Value, Is.EqualTo(.5).Within(.05));
        Assert.That(random["hr@10"].Low, Is.LessThan(random["hr@10"].Value));
    }

    [Test]
    public void A_constant_score_is_no_better_than_chance()
    {
        var log = Walks(users: 400, items: 50);
        var evaluator = Evaluator(log, Splits.LeaveOneOut(log));
        evaluator.Add("constant", e => new PopularityModel(new float[e.Fit.Items.Count]));
        Assert.That(evaluator.Report().Rows[0].Metrics["hr@10"].Value, Is.EqualTo(10.0 / 43).Within(.07));
    }

    [Test]
    public void What_can_be_learned_is_learned_and_the_difference_is_paired()
    {
        var log = Walks(users: 300, items: 50);
        var evaluator = Evaluator(log, Splits.LeaveOneOut(log));
        evaluator.Add(new PopularityTrainer());
        evaluator.Add(new CooccurrenceTrainer());
        var report = evaluator.Report();
        var difference = report.Find("item-knn")!.Versus["popularity"]["all"]["ndcg@10"];
        Assert.That(difference.Low, Is.GreaterThan(.3));
        Assert.That(report.Find("popularity")!.Versus["item-knn"]["all"]["ndcg@10"].Value, Is.EqualTo(-difference.Value));
        Assert.That(difference.Value, Is.EqualTo(report.Find("item-knn")!.Metrics["ndcg@10"].Value - report.Find("popularity")!.Metrics["ndcg@10"].Value).Within(1e-9));
    }

    [Test]
    public void Live_state_beats_frozen_state_where_the_next_item_follows_from_the_last()
    {
        var log = Walks(users: 100, items: 50);
        var evaluator = Evaluator(log, Splits.Prequential(log, .4));
        evaluator.Add(new CooccurrenceTrainer());
        var report = evaluator.Report();
        Assert.That(report.Rows.Select(r => r.Name), Is.EqualTo(new[] { "item-knn", "item-knn (frozen)" }));
        Assert.That(report.Rows[0].Versus["item-knn (frozen)"]["all"]["ndcg@10"].Low, Is.Positive);
    }

    [Test]
    public void Fits_on_the_validation_part_are_rows_of_their_own()
    {
        var log = Walks(users: 30, items: 20);
        var evaluator = Evaluator(log, Splits.LeaveOneOut(log), new() { AddValidationFits = true });
        evaluator.Add(new PopularityTrainer());
        Assert.That(evaluator.Report().Rows.Select(r => r.Name), Is.EqualTo(new[] { "popularity", "popularity+val" }));
    }

    [Test]
    public void With_several_seeds_figures_are_the_mean_of_single_runs_and_the_spread_is_theirs()
    {
        var log = Walks(users: 60, items: 30);
        EvaluationReport Of(int seeds, int seed)
        {
            var evaluator = new Evaluator(log, [Splits.Prequential(log, .4)], new() { Resamples = 50, Seeds = seeds }, new RunSettings { Seed = seed });
            evaluator.Add(new Drawn());
            evaluator.Add(new CooccurrenceTrainer());
            return evaluator.Report();
        }
        var report = Of(seeds: 3, seed: 5);
        var row = report.Find("drawn")!;
        var values = row.BySeed["all"]["ndcg@10"];
        Assert.That(report.Protocol.Seeds, Is.EqualTo(3));
        Assert.That(report.Rows.Select(r => r.Name), Is.EqualTo(new[] { "drawn", "drawn (frozen)", "item-knn", "item-knn (frozen)" }));
        Assert.That(values, Has.Count.EqualTo(3).And.Unique);
        Assert.That(values[0], Is.EqualTo(Of(seeds: 1, seed: 5).Find("drawn")!.Metrics["ndcg@10"].Value));
        Assert.That(row.Metrics["ndcg@10"].Value, Is.EqualTo((values[0] + values[1] + values[2]) / 3).Within(1e-12));
        double mean = values.Average();
        Assert.That(row.Spread("all", "ndcg@10"), Is.EqualTo(Math.Sqrt(values.Sum(v => Math.Pow(v - mean, 2)) / 2)).Within(1e-12));
        Assert.That(row.Metrics["ndcg@10"].Low, Is.LessThan(mean));
        Assert.That(report.Find("item-knn")!.Spread("warm", "ndcg@10"), Is.Zero, "nothing in it is drawn");
        var difference = row.Versus["item-knn"]["all"]["ndcg@10"];
        Assert.That(difference.Value, Is.EqualTo(mean - report.Find("item-knn")!.Metrics["ndcg@10"].Value).Within(1e-12));
        Assert.That((double)report.ToJson()["models"]![0]!["bySeed"]!["all"]!["ndcg@10"]![1]!, Is.EqualTo(values[1]).Within(1e-6));
        Assert.That(Of(seeds: 1, seed: 5).Find("drawn")!.Spread("all", "ndcg@10"), Is.Null);
    }

    [Test]
    public void The_report_does_not_depend_on_threads()
    {
        var log = Walks(users: 60, items: 30);
        string Json(int threads)
        {
            var evaluator = new Evaluator(log, [Splits.LeaveOneOut(log)], new() { Resamples = 50 }, new RunSettings { Threads = threads });
            evaluator.Add(new RandomTrainer());
            evaluator.Add(new CooccurrenceTrainer());
            var json = evaluator.Report().ToJson();
            foreach (var row in json["models"]!.AsArray())
                row!.AsObject().Remove("seconds");
            return json.ToJsonString();
        }
        Assert.That(Json(1), Is.EqualTo(Json(3)));
    }

    [Test]
    public void The_json_has_the_promised_form()
    {
        var log = Walks(users: 60, items: 30);
        var evaluator = Evaluator(log, Splits.LeaveOneOut(log));
        evaluator.Add(new RandomTrainer());
        evaluator.Add(new PopularityTrainer());
        var json = evaluator.Report().ToJson();
        Assert.That((int)json["format"]!, Is.EqualTo(1));
        var protocol = json["protocol"]!;
        Assert.That((string?)protocol["split"], Is.EqualTo("leave-one-out"));
        Assert.That((int)protocol["k"]!, Is.EqualTo(10));
        Assert.That((int)protocol["users"]!, Is.EqualTo(60));
        Assert.That((string?)protocol["candidates"], Is.EqualTo("full"));
        Assert.That((bool)protocol["seenRemoved"]!, Is.True);
        Assert.That((string?)protocol["ties"], Is.EqualTo("random"));
        Assert.That((string?)protocol["emptyQueries"], Is.EqualTo("excluded"));
        var model = json["models"]![1]!;
        Assert.That((string?)model["name"], Is.EqualTo("popularity"));
        foreach (string metric in (string[])["ndcg@10", "hr@10", "recall@10", "precision@10", "map@10", "mrr@10", "coverage@10", "ndcg", "map", "auc"])
            Assert.That(model["metrics"]![metric]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "value", "low", "high" }), metric);
        Assert.That(model["slices"]!["warm"]!["ndcg@10"]!["value"], Is.Not.Null);
        Assert.That(model["versus"]!["random"]!["all"]!["ndcg@10"]!["low"], Is.Not.Null);
        Assert.That(model["versus"]!["random"]!["warm"]!["ndcg@10"]!["low"], Is.Not.Null);
        Assert.That(model["seconds"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "fit", "score" }));
        Assert.That(json["ablations"]!.AsArray(), Is.Empty);
        Assert.That(json["stages"]!.AsObject(), Is.Empty);
    }

    [Test]
    public void Models_are_found_by_name_and_wrong_names_are_answered_with_the_right_ones()
    {
        var log = Walks(users: 5, items: 10);
        Assert.That(KnownModels.Select("popularity, random", log).Select(m => m.Name), Is.EqualTo(new[] { "popularity", "random" }));
        Assert.That(() => KnownModels.Select("popular", log), Throws.ArgumentException.With.Message.Contains("item-knn"));
        Assert.That(() => KnownModels.Select("tf-idf", log), Throws.ArgumentException.With.Message.Contains("no item has a text field"));
        var leftOut = new List<string>();
        Assert.That(KnownModels.Select("floors", log, leftOut.Add).Select(m => m.Name), Does.Contain("item-knn").And.Not.Contain("fusion"));
        Assert.That(leftOut, Has.Some.StartsWith("fusion is left out"));
    }

    /// <summary>Scores drawn once, when it is fitted.</summary>
    private sealed class Drawn : IItemScorerTrainer
    {
        public string Name => "drawn";

        public IItemScorer Fit(InteractionLog log, RunSettings run)
        {
            var random = run.Random("drawn");
            return new PopularityModel([.. Enumerable.Range(0, log.Items.Count).Select(_ => random.NextFloat())]);
        }
    }

    private static Evaluator Evaluator(InteractionLog log, Split split, EvaluationOptions? options = null) =>
        new(log, [split], options ?? new() { Resamples = 200 }, RunSettings.Default);

    /// <summary>Users walk the ring of items in steps of 1 from where they start, 8 items each, one user after the other step by step.</summary>
    private static InteractionLog Walks(int users, int items)
    {
        var random = new RandomStream(1, "walks");
        var starts = Enumerable.Range(0, users).Select(_ => random.NextInt(items)).ToArray();
        List<int> user = [], item = [];
        for (int step = 0; step < 8; step++)
        {
            for (int u = 0; u < users; u++)
            {
                user.Add(u);
                item.Add((starts[u] + step) % items);
            }
        }
        int n = user.Count;
        return new(new Vocabulary(Enumerable.Range(0, users).Select(u => $"u{u}")), new Vocabulary(Enumerable.Range(0, items).Select(i => $"i{i}")), new Vocabulary(["click"]),
            [.. user], [.. item], new int[n], [.. Enumerable.Repeat(1f, n)], [.. Enumerable.Range(0, n).Select(i => i * 2000L)], EventClock.Absolute, new Catalogue());
    }

    private sealed class Oracle(EvaluationQueries queries, int items) : IItemScorer
    {
        public int ItemCount => items;

        public void Score(in UserContext user, Span<float> scores)
        {
            scores.Clear();
            for (int q = 0; q < queries.Count; q++)
                if (queries[q].User == user.User)
                    foreach (int item in queries.RelevantTo(q))
                        scores[item] = 1;
        }
    }
}
