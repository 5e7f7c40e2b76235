using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class OptionValuesTests
{
    [Test]
    public void Values_are_set_by_name_whatever_the_case_and_others_keep_theirs()
    {
        var options = OptionValues.Apply(new AlsOptions { Epochs = 7 }, ["factors=12", "SOLVER=cholesky", "regularization=0.5"]);
        Assert.That(options, Is.EqualTo(new AlsOptions { Epochs = 7, Factors = 12, Solver = AlsSolver.Cholesky, Regularization = 0.5f }));
    }

    [Test]
    public void Every_problem_is_named_at_once()
        => Assert.That(() => OptionValues.Apply(new AlsOptions(), ["factor=3", "epochs=many", "solver=none", "regularization=-1"]),
            Throws.ArgumentException.With.Message.Contains("'factor' is not known").And.Message.Contains("a whole number").And.Message.Contains("Cholesky or BlockCoordinate").And.Message.Contains("regularization is -1"));

    [Test]
    public void A_model_with_options_is_a_row_of_its_own()
    {
        var log = TestLogs.Checkerboard(12);
        var models = KnownModels.Select("als:factors=3:epochs=4,als:factors=2", log);
        Assert.Multiple(() =>
        {
            Assert.That(models.Select(m => m.Create(log).Name), Is.EqualTo((string[])["als:factors=3:epochs=4", "als:factors=2"]));
            Assert.That(models[0].Create(log).Fit(log, RunSettings.Default), Is.TypeOf<FactorModel>().With.Property("Factors").EqualTo(3));
            Assert.That(() => KnownModels.Select("random:factors=3", log), Throws.ArgumentException.With.Message.Contains("no options"));
        });
    }

    [Test]
    public void A_fitted_file_brings_its_ids_back()
    {
        var log = TestLogs.Checkerboard(6);
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"fitted-{Guid.NewGuid():n}.model");
        try
        {
            var scorer = new AlsTrainer(new AlsOptions { Factors = 2 }).Fit(log, RunSettings.Default);
            new FittedModel(log.Users, log.Items, scorer).Save(path);
            var opened = FittedModel.Open(path);
            Assert.Multiple(() =>
            {
                Assert.That(opened.Items.Ids, Is.EqualTo(log.Items.Ids));
                Assert.That(opened.Scorer.ScoresFor(log, 2), Is.EqualTo(scorer.ScoresFor(log, 2)));
            });
        }
        finally
        {
            File.Delete(path);
        }
    }
}
