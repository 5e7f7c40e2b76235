using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Clustering;

namespace Recsys.MLNet.Tests.Segments;

[TestFixture]
public sealed class KMeansTrainerTests
{
    private static RowMatrix Rows(int columns, params float[] values) => new(values.Length / columns, columns, values);

    /// <summary>Round blobs of equal size, far from each other.</summary>
    private static RowMatrix Blobs(int each, params (float X, float Y)[] centres)
    {
        var random = RunSettings.Default.Random("test.blobs");
        var rows = new RowMatrix(each * centres.Length, 2);
        for (int n = 0; n < rows.Rows; n++)
            (rows.Row(n)[0], rows.Row(n)[1]) = (centres[n % centres.Length].X + (float)random.NextGaussian(), centres[n % centres.Length].Y + (float)random.NextGaussian());
        return rows;
    }

    [Test]
    public void Two_groups_on_a_line_have_the_centres_distances_and_silhouette_worked_out_by_hand()
    {
        var fit = new KMeansTrainer(new() { Clusters = 2 }).Fit(Rows(1, 0, 1, 2, 10, 11, 12), RunSettings.Default);
        Assert.That(fit.Centres.Values.Order(), Is.EqualTo(new[] { 1f, 11f }));
        Assert.That(fit.SquaredDistance, Is.EqualTo(4).Within(1e-5));
        Assert.That(fit.Separation, Is.EqualTo((10.0 / 11 + 1 + 8.0 / 9) / 3).Within(1e-6));
        Assert.That(fit.ClusterOf.Take(3).Distinct().Concat(fit.ClusterOf.Skip(3).Distinct()), Is.Unique);
    }

    [Test]
    public void The_number_of_clusters_is_the_one_that_was_planted()
    {
        var fit = new KMeansTrainer(new() { Most = 9 }).Fit(Blobs(60, (0, 0), (20, 0), (0, 20), (25, 25)), RunSettings.Default);
        Assert.That(fit.Centres.Rows, Is.EqualTo(4));
        Assert.That(Enumerable.Range(0, 240).GroupBy(n => n % 4).Select(g => g.Select(n => fit.ClusterOf[n]).Distinct().Count()), Is.All.EqualTo(1), "each blob is one cluster");
    }

    [Test]
    public void The_largest_cluster_is_the_first()
    {
        var fit = new KMeansTrainer(new() { Clusters = 3 }).Fit(Rows(1, 50, 0, 1, 2, 3, 20, 21), RunSettings.Default);
        Assert.That(fit.Centres.Values, Is.EqualTo(new[] { 1.5f, 20.5f, 50f }));
        Assert.That(fit.ClusterOf, Is.EqualTo(new[] { 2, 0, 0, 0, 0, 1, 1 }));
    }

    [Test]
    public void A_row_on_its_own_is_not_well_separated()
    {
        // As many clusters as rows would otherwise be the best choice of all.
        var fit = new KMeansTrainer(new() { Clusters = 3 }).Fit(Rows(1, 1, 5, 9), RunSettings.Default);
        Assert.That((fit.Separation, fit.SquaredDistance), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void The_same_seed_gives_the_same_clusters_on_any_number_of_threads()
    {
        var rows = Blobs(100, (0, 0), (2, 1), (1, 3));
        var one = new KMeansTrainer().Fit(rows, new() { Seed = 4, Threads = 1 });
        var three = new KMeansTrainer().Fit(rows, new() { Seed = 4, Threads = 3 });
        Assert.That(three.Centres.Values, Is.EqualTo(one.Centres.Values));
        Assert.That(three.ClusterOf, Is.EqualTo(one.ClusterOf));
        Assert.That(three.Separation, Is.EqualTo(one.Separation));
    }

    [Test]
    public void Too_few_different_rows_and_missing_numbers_are_refused_with_a_cure()
    {
        Assert.That(() => new KMeansTrainer(new() { Clusters = 3 }).Fit(Rows(1, 1, 1, 2, 2), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("2 different rows").And.Message.Contains("fewer"));
        Assert.That(() => new KMeansTrainer().Fit(Rows(1, 1, float.NaN, 2), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("Row 1 holds NaN"));
        Assert.That(new KMeansOptions { Clusters = 1, Most = 1, Restarts = 0, Iterations = 0 }.Problems().Select(p => p.Option), Is.EqualTo(new[] { "Clusters", "Most", "Restarts", "Iterations" }));
    }
}
