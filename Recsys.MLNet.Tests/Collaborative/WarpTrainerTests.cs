using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class WarpTrainerTests : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new WarpTrainer(new WarpOptions { Factors = 2, Epochs = 60, LearningRate = 0.03f });

    [Test]
    public void Trials_of_zero_are_refused()
        => Assert.That(() => new WarpTrainer(new WarpOptions { Trials = 0 }).Fit(TestLogs.Checkerboard(6), RunSettings.Default), Throws.ArgumentException.With.Message.Contains("Trials"));
}
