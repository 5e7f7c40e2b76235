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
}
