using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Neighborhood;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture(SimilarityMeasure.Cosine)]
[TestFixture(SimilarityMeasure.Jaccard)]
public sealed class UserKnnTrainerTests(SimilarityMeasure measure) : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new UserKnnTrainer(new UserKnnOptions { Measure = measure });

    [Test]
    public void Neighbours_come_best_first_and_never_include_the_user()
    {
        var log = TestLogs.Of(4, 5, [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1), (1, 2, 1), (2, 0, 1), (2, 3, 1), (2, 4, 1), (3, 4, 1)]);
        var model = new UserKnnTrainer(new UserKnnOptions { Measure = measure, Neighbours = 2, SimilarityExponent = 1 }).Fit(log.ToMatrix(), RunSettings.Default);
        var neighbours = model.Neighbours(new UserContext(0, [0, 1], [0, 0], [1, 1], [0, 1], 2));
        Assert.Multiple(() =>
        {
            Assert.That(neighbours.Select(n => n.User), Is.EqualTo((int[])[1, 2]));
            Assert.That(neighbours[0].Similarity, Is.EqualTo(measure == SimilarityMeasure.Cosine ? 2 / Math.Sqrt(6) : 2 / 3.0).Within(1e-6));
        });
    }
}
