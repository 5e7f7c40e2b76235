using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture(AlsSolver.Cholesky)]
[TestFixture(AlsSolver.BlockCoordinate)]
public sealed class AlsTrainerTests(AlsSolver solver) : CollaborativeTrainerContract
{
    private AlsOptions Options => new() { Factors = 3, BlockSize = 2, Solver = solver, Epochs = 12 };

    protected override IItemScorerTrainer Trainer() => new AlsTrainer(Options);

    [Test]
    public void The_objective_never_rises()
    {
        var matrix = TestLogs.Groups(60, 30, 6, seed: 5).ToMatrix();
        var options = Options with { Factors = 6, BlockSize = 4, Regularization = 0.05f };
        double last = double.PositiveInfinity;
        foreach (int epochs in (int[])[1, 2, 3, 5, 8])
        {
            double now = Objective(new AlsTrainer(options with { Epochs = epochs }).Fit(matrix, RunSettings.Default), matrix, options);
            Assert.That(now, Is.LessThanOrEqualTo(last * (1 + 1e-5)), $"after {epochs} passes");
            last = now;
        }
    }

    [Test]
    public void A_fitted_user_is_a_fixed_point_of_folding_in()
    {
        var log = TestLogs.Groups(60, 30, 6, seed: 5);
        var model = (FactorModel)Trainer().Fit(log, RunSettings.Default);
        float[] stored = model.ScoresFor(log, 7);
        var places = Enumerable.Range(0, log.Count).Where(i => log.UserOf[i] == 7).ToArray();
        float[] folded = model.ScoresFor(-1, [.. places.Select(p => log.ItemOf[p])], [.. places.Select(p => log.WeightOf[p])]);
        Assert.That(folded, Is.EqualTo(stored).Within(1e-4));
    }

    [Test]
    public void A_new_interaction_changes_the_ranking_at_once()
    {
        var log = TestLogs.Checkerboard(12);
        var model = Trainer().Fit(log, RunSettings.Default);
        int[] before = [2, 4, 6, 8, 10];
        float[] scores = model.ScoresFor(0, [.. before, 1, 3, 5, 7, 9, 11]);
        Assert.That(scores[1], Is.GreaterThan(model.ScoresFor(log, 0)[1] + 0.1f));
    }

    [Test]
    public void Continuing_from_a_model_keeps_what_it_knew_and_learns_new_users_and_items()
    {
        var old = TestLogs.Checkerboard(12).ToMatrix();
        var trainer = new AlsTrainer(Options);
        var first = trainer.Fit(old, RunSettings.Default);
        var grown = TestLogs.Checkerboard(14).ToMatrix();
        var second = new AlsTrainer(Options with { Epochs = 3 }).Fit(grown, RunSettings.Default, start: first);
        float[] scores = second.ScoresFor(13, [1, 3, 5, 7, 9, 11]);
        Assert.Multiple(() =>
        {
            Assert.That(scores.Best(1, 3, 5, 7, 9, 11), Is.EqualTo(13));
            Assert.That(() => trainer.Fit(old, RunSettings.Default, start: second), Throws.ArgumentException.With.Message.Contains("continue from"));
        });
    }

    [Test]
    public void Every_problem_of_the_options_is_listed_at_once()
    {
        var wrong = new AlsOptions { Factors = 0, Epochs = 0, Regularization = 0, BlockSize = 0 };
        Assert.That(() => new AlsTrainer(wrong).Fit(TestLogs.Checkerboard(4).ToMatrix(), RunSettings.Default),
            Throws.ArgumentException.With.Message.Contains("Factors").And.Message.Contains("Epochs").And.Message.Contains("singular").And.Message.Contains("BlockSize"));
    }

    [Test]
    public void More_factors_than_items_are_no_problem()
    {
        var model = new AlsTrainer(Options with { Factors = 40 }).Fit(TestLogs.Checkerboard(6).ToMatrix(), RunSettings.Default);
        Assert.That(model.Items.Values, Has.All.Matches<float>(float.IsFinite));
    }

    private static double Objective(FactorModel model, InteractionMatrix matrix, AlsOptions options)
    {
        double sum = 0, userPull = 0, itemPull = 0;
        var itemWeight = new double[matrix.Columns];
        for (int u = 0; u < matrix.Rows; u++)
        {
            double weight = 0;
            for (int i = 0; i < matrix.Columns; i++)
                sum += options.UnobservedWeight * Math.Pow(model.Predict(u, i), 2);
            for (int n = 0; n < matrix.CountOf(u); n++)
            {
                float w = matrix.WeightsOf(u)[n];
                int item = matrix.ColumnsOf(u)[n];
                sum += w * Math.Pow(1 - model.Predict(u, item), 2);
                weight += w;
                itemWeight[item] += w;
            }
            userPull += options.Regularization * (weight + options.UnobservedWeight * matrix.Columns) * SquaredLength(model.Users.Row(u));
        }
        for (int i = 0; i < matrix.Columns; i++)
            itemPull += options.Regularization * (itemWeight[i] + options.UnobservedWeight * matrix.Rows) * SquaredLength(model.Items.Row(i));
        return sum + userPull + itemPull;
    }

    private static double SquaredLength(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float value in row)
            sum += (double)value * value;
        return sum;
    }
}
