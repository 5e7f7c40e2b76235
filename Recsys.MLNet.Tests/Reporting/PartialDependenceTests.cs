using Recsys.MLNet.ModelBuilder.Reporting;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.Reporting;

[TestFixture]
public sealed class PartialDependenceTests
{
    private const int Side = 20;

    // On a full grid features are independent, so that the weights of the nodes and a mean over all rows must agree.
    private static (TreeEnsemble Model, float[][] Rows) Fitted()
    {
        var rows = new List<float[]>();
        var labels = new List<float>();
        for (int a = 0; a < Side; a++)
            for (int b = 0; b < Side; b++)
            {
                rows.Add([a, b]);
                labels.Add((a > 7 ? 2 : 0) + (b > 12 ? 1 : 0) + (a > 14 && b < 5 ? 3 : 0));
            }
        var values = new RowMatrix(rows.Count, 2);
        for (int r = 0; r < rows.Count; r++)
            rows[r].CopyTo(values.Row(r));
        var data = new RankingDataset(values, [.. labels], []);
        var options = new LambdaRankOptions { Objective = TreeObjective.Regression, Trees = 12, Leaves = 6, MinDataInLeaf = 5, LearningRate = .3 };
        return (new LambdaRankTrainer(options).Fit(data, RunSettings.Default), [.. rows]);
    }

    [TestCase(0, 3.0)]
    [TestCase(0, 10.0)]
    [TestCase(0, 17.0)]
    [TestCase(1, 2.0)]
    [TestCase(1, 14.0)]
    public void It_is_the_mean_score_over_the_rows_with_the_feature_set(int feature, double value)
    {
        var (model, rows) = Fitted();
        double mean = rows.Average(row =>
        {
            float[] changed = [.. row];
            changed[feature] = (float)value;
            return model.Score(changed);
        });
        Assert.That(PartialDependence.Score(model, feature, value), Is.EqualTo(mean).Within(1e-5));
    }

    [Test]
    public void Steps_stand_at_the_thresholds_of_the_trees()
    {
        var (model, _) = Fitted();
        var points = PartialDependence.Of(model, 0);
        Assert.That(points.Select(p => p.At), Is.Ordered);
        Assert.That(points.Select(p => p.At), Has.Some.InRange(7, 8).And.Some.InRange(14, 15));
        Assert.That(points[^1].Score - points[0].Score, Is.GreaterThan(1.5));
    }

    [Test]
    public void A_split_that_only_asks_whether_the_feature_is_known_makes_no_endless_axis()
    {
        // What is known goes left, beyond the greatest number only what is missing goes right.
        var model = new TreeEnsemble([Stump(3), Stump(1e300)], ["f"], "lambdarank");
        double[] at = [.. PartialDependence.Of(model, 0).Select(p => p.At)];
        Assert.That(at, Has.All.InRange(2.9, 3.1));
        Assert.That(at, Has.Member(3.0));
        Assert.That(PartialDependence.Of(new TreeEnsemble([Stump(1e300)], ["f"], "lambdarank"), 0), Is.Empty);

        static RegressionTree Stump(double threshold) => new()
        {
            LeafCount = 2,
            SplitFeature = [0],
            SplitGain = [1],
            Threshold = [threshold],
            DecisionType = [0],
            Left = [~0],
            Right = [~1],
            LeafValue = [-1, 1],
            LeafWeight = [1, 1],
            LeafRows = [1, 1],
            NodeValue = [0],
            NodeWeight = [2],
            NodeRows = [2],
        };
    }
}
