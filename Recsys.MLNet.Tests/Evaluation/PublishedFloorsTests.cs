using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Evaluation;

/// <summary>Figures of the literature for models that leave nothing to tuning: the protocols are theirs, or these would differ.</summary>
[TestFixture]
public sealed class PublishedFloorsTests
{
    [Test]
    public void MovieLens_u1_has_MyMediaLites_figures()
    {
        string folder = PublicData.Folder("ml-100k");
        var (log, split) = Splits.Files(Path.Combine(folder, "u1.base"), Path.Combine(folder, "u1.test"));
        var report = Run(log, [split], new() { K = 5, TrainedItemsOnly = true, Resamples = 20 }, new PopularityTrainer(), new UserAverageTrainer());
        var popularity = report.Find("popularity")!.Metrics;
        Assert.That(popularity["auc"].Value, Is.EqualTo(.8549).Within(.0003));
        Assert.That(popularity["precision@5"].Value, Is.EqualTo(.322).Within(.001));
        Assert.That(popularity["ndcg"].Value, Is.EqualTo(.571).Within(.0005));
        var average = report.Find("user-average")!.Metrics;
        Assert.That(average["rmse"].Value, Is.EqualTo(1.063).Within(.0005));
        Assert.That(average["mae"].Value, Is.EqualTo(.85019).Within(.00001));
    }

    [Test]
    public void MovieLens_popularity_has_the_figure_of_each_published_protocol()
    {
        var log = PublicData.MovieLens();
        Assert.That(Popularity(log, "random-item:75/25")["ndcg@10"].Value, Is.EqualTo(.2515).Within(.004), "Microsoft Recommenders");
        Assert.That(Popularity(log, "random-user:80/10/10")["ndcg@10"].Value, Is.EqualTo(.143).Within(.003), "RecBole");
        var folds = Popularity(log, "folds:5");
        Assert.That(folds["ndcg"].Value, Is.EqualTo(.4786).Within(.004), "MyMediaLite");
        Assert.That(folds["map"].Value, Is.EqualTo(.1358).Within(.004), "MyMediaLite");
    }

    [Test]
    public void MovieLens_in_time_has_few_users_and_most_of_them_are_cold()
    {
        var log = PublicData.MovieLens();
        var report = Run(log, SplitPlan.Parse("time").Apply(log, RunSettings.Default), new() { Resamples = 200 }, new PopularityTrainer());
        Assert.That((report.Protocol.Users, report.Protocol.Slices["cold-users"].Users), Is.EqualTo((301, 192)));
        Assert.That(report.Rows[0].Slices["warm"]["ndcg@10"].Value, Is.EqualTo(.145).Within(.004));
    }

    [Test]
    public void Beauty_floors_reach_what_was_measured_by_independent_code()
    {
        var log = PublicData.Beauty();
        var report = Run(log, [Splits.LeaveOneOut(log)], new() { Resamples = 20 },
            new CooccurrenceTrainer(), new FusionTrainer(), new IdAdjacencyTrainer(), new IdAdjacencyTrainer(onOwnNumbers: true));
        Assert.That(report.Protocol.Users, Is.EqualTo(22363));
        Assert.That(report.Protocol.Slices["later-day"].Queries, Is.EqualTo(12644));
        void Reaches(string model, double hr, double ndcg, double within, string? slice = null)
        {
            var row = report.Find(model)!;
            var metrics = slice is null ? row.Metrics : row.Slices[slice];
            Assert.That(metrics["hr@10"].Value, Is.EqualTo(hr).Within(within), $"{model} {slice} HR");
            Assert.That(metrics["ndcg@10"].Value, Is.EqualTo(ndcg).Within(within), $"{model} {slice} NDCG");
        }
        Reaches("item-knn", .0778, .0489, .0003);
        Reaches("item-knn", .0482, .0267, .0003, "later-day");
        Reaches("fusion", .1036, .0638, .001);
        Reaches("fusion", .0658, .0373, .001, "later-day");
        Reaches("id-adjacency", .0549, .0430, .0003);
        Reaches("id-adjacency (permuted)", .0008, .0004, .001);
    }

    private static IReadOnlyDictionary<string, Recsys.MLNet.Metrics.Interval> Popularity(InteractionLog log, string split) =>
        Run(log, SplitPlan.Parse(split).Apply(log, RunSettings.Default), new() { Resamples = 20 }, new PopularityTrainer()).Rows[0].Metrics;

    private static EvaluationReport Run(InteractionLog log, IReadOnlyList<Split> splits, EvaluationOptions options, params IItemScorerTrainer[] trainers)
    {
        var evaluator = new Evaluator(log, splits, options, RunSettings.Default);
        foreach (var trainer in trainers)
            evaluator.Add(trainer);
        return evaluator.Report();
    }
}
