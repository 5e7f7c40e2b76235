using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Linear;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neighborhood;
using Recsys.MLNet.Trainers.Neural;

namespace Recsys.MLNet.Tests.Collaborative;

/// <summary>What no trainer can learn from is refused in words that say what to do.</summary>
[TestFixture]
public sealed class BadInputTests
{
    private static readonly IItemScorerTrainer[] OfInteractions =
        [new AlsTrainer(), new BprTrainer(), new WarpTrainer(), new HybridTrainer(), new ItemKnnTrainer(), new UserKnnTrainer(), new EaseTrainer(), new NcfTrainer()];

    private static readonly IItemScorerTrainer[] WithoutFactors =
    [
        new AlsTrainer(new() { Factors = 0 }), new SgdTrainer(new() { Factors = 0 }), new SvdPlusPlusTrainer(new() { Factors = 0 }), new BprTrainer(new() { Factors = 0 }),
        new WarpTrainer(new() { Factors = 0 }), new HybridTrainer(new() { Factors = 0 }), new NcfTrainer(new() { Factors = 0 }),
    ];

    [TestCaseSource(nameof(OfInteractions))]
    public void Negative_weights_are_refused_with_their_place(IItemScorerTrainer trainer)
        => Assert.That(() => trainer.Fit(TestLogs.Of(2, 2, [(0, 0, 1f), (1, 1, -2f)]), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("row 1 with column 1 weighs -2; expected 0 or more"));

    [TestCase(float.NaN), TestCase(float.NegativeInfinity), TestCase(float.PositiveInfinity)]
    public void Weights_that_are_no_numbers_are_refused_with_their_place(float weight)
        => Assert.That(() => InteractionMatrix.FromTriples(2, 2, [0, 1], [0, 1], [1, weight]), Throws.ArgumentException.With.Message.Contains("Entry 1 at (1, 1) has weight"));

    [TestCaseSource(nameof(WithoutFactors))]
    public void No_factors_are_refused(IItemScorerTrainer trainer)
        => Assert.That(() => trainer.Fit(TestLogs.Checkerboard(4), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("Factors is 0"));

    [Test]
    public void Weights_too_large_to_solve_with_are_called_singular_and_say_what_to_raise()
        => Assert.That(() => new AlsTrainer().Fit(TestLogs.Of(2, 2, [(0, 0, 3e38f), (0, 1, 3e38f), (1, 1, 3e38f)]), RunSettings.Default),
            Throws.InvalidOperationException.With.Message.Contains("singular").And.Message.Contains("Raise AlsOptions.Regularization"));

    [Test]
    public void More_numbers_than_an_array_holds_are_refused_before_anything_is_taken()
    {
        var tall = InteractionMatrix.FromTriples(2_200_000, 1, [0], [0], [1]);
        Assert.Multiple(() =>
        {
            Assert.That(() => new RowMatrix(int.MaxValue, 2), Throws.ArgumentException.With.Message.Contains("2147483647 x 2 = 4294967294 numbers does not fit"));
            Assert.That(() => new AlsTrainer(new() { Factors = 1024 }).Fit(tall, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("2200000 x 1024"));
            Assert.That(() => new BprTrainer(new() { Factors = 1024 }).Fit(tall, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("2200000 x 1024"));
            Assert.That(() => new SgdTrainer(new() { Factors = 1024 }).Fit(tall, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("2200000 x 1024"));
        });
    }
}
