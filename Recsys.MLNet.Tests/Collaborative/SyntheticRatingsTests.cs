using Recsys.MLNet.Benchmarks.Collaborative;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class SyntheticRatingsTests
{
    [Test]
    public void Ratings_have_the_shares_of_the_generator_and_repeat()
    {
        var ratings = SyntheticRatings.Create(300, 200, 9000, 1000, 11);
        float[] values = [.. Enumerable.Range(0, 300).SelectMany(u => ratings.Train.WeightsOf(u).ToArray())];
        Assert.Multiple(() =>
        {
            Assert.That(values, Has.Length.EqualTo(9000).And.All.InRange(1f, 5f)); // pairs that met twice would have been added up
            Assert.That(values.Average(), Is.EqualTo(3.5).Within(0.25));
            Assert.That(ratings.Test.Count, Is.EqualTo(1000));
            Assert.That(SyntheticRatings.Create(300, 200, 9000, 1000, 11).Train.ColumnsOf(7).ToArray(), Is.EqualTo(ratings.Train.ColumnsOf(7).ToArray()));
        });
    }
}
