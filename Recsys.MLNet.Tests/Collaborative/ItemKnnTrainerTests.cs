using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Neighborhood;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture(SimilarityMeasure.Cosine)]
[TestFixture(SimilarityMeasure.Jaccard)]
public sealed class ItemKnnTrainerTests(SimilarityMeasure measure) : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new ItemKnnTrainer(new ItemKnnOptions { Measure = measure });

    [Test]
    public void Similarities_are_those_of_the_definition()
    {
        // Items 0, 1, 2 are had by users {0,1,2}, {1,2}, {2,3}.
        var log = TestLogs.Of(4, 3, [(0, 0, 1), (1, 0, 1), (2, 0, 1), (1, 1, 1), (2, 1, 1), (2, 2, 1), (3, 2, 1)]);
        var model = new ItemKnnTrainer(new ItemKnnOptions { Measure = measure, Shrink = 0 }).Fit(log.ToMatrix(), RunSettings.Default);
        bool cosine = measure == SimilarityMeasure.Cosine;
        Assert.Multiple(() =>
        {
            Assert.That(model.Similarity(0, 1), Is.EqualTo(cosine ? 2 / Math.Sqrt(6) : 2 / 3.0).Within(1e-6));
            Assert.That(model.Similarity(0, 2), Is.EqualTo(cosine ? 1 / Math.Sqrt(6) : 1 / 4.0).Within(1e-6));
            Assert.That(model.Similarity(1, 0), Is.EqualTo(model.Similarity(0, 1)));
            Assert.That(model.Similarity(0, 0), Is.Zero);
            Assert.That(model.Similarity(77, 0), Is.Zero);
        });
    }

    [Test]
    public void Only_the_nearest_neighbours_of_an_item_speak_for_it()
    {
        var log = TestLogs.Of(4, 3, [(0, 0, 1), (1, 0, 1), (2, 0, 1), (1, 1, 1), (2, 1, 1), (2, 2, 1), (3, 2, 1)]);
        var model = new ItemKnnTrainer(new ItemKnnOptions { Measure = measure, Shrink = 0, Neighbours = 1 }).Fit(log.ToMatrix(), RunSettings.Default);
        Assert.That(model.Similarity(2, 0), Is.Zero); // the nearest of item 0 is item 1
        Assert.That(model.Similarity(1, 0), Is.GreaterThan(0));
    }
}
