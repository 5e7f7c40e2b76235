using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class SvdPlusPlusTrainerTests : RatingTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new SvdPlusPlusTrainer(new SvdPlusPlusOptions { Factors = 2, Epochs = 60, LearningRate = 0.03f, Regularization = 0.01f });

    [Test]
    public void A_divergent_fit_says_what_to_lower()
        => Assert.That(() => new SvdPlusPlusTrainer(new SvdPlusPlusOptions { LearningRate = 4, Regularization = 0.1f }).Fit(TestLogs.Ratings(70, 50, 20, seed: 2), RunSettings.Default),
            Throws.InvalidOperationException.With.Message.Contains("LearningRate"));
}
