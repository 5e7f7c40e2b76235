using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Tests.Recall;

/// <summary>The greatest scores of a list.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class TopItemsTests
{
    // Around the lengths of one and four vectors of every width, with values that repeat, fall below 0 and are no numbers.
    [Test]
    public void It_chooses_the_scores_that_a_whole_sort_would_put_first([Values(0, 1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200, 5000)] int length, [Values(1, 7, 40)] int wanted, [Values(3, 1000, int.MaxValue)] int distinct)
    {
        var random = new RandomStream(length + wanted, "scores");
        float[] scores = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(20) switch
        {
            0 => float.NaN,
            1 => -random.NextInt(5),
            < 12 => 0,
            _ => distinct == int.MaxValue ? (float)random.NextDouble() : 1 + random.NextInt(distinct),
        })];
        int[] places = new int[wanted];
        float[] found = new float[wanted];
        int count = TopItems.Select(scores, places, found);
        int[] expected = [.. Enumerable.Range(0, length).Where(i => scores[i] > 0).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(wanted)];
        Assert.That(found[..count], Is.EqualTo(expected.Select(i => scores[i])));
        Assert.That(places[..count].Select(i => scores[i]), Is.EqualTo(found[..count]));
        Assert.That(places[..count], Is.Unique.And.EqualTo(places[..count].OrderByDescending(i => scores[i]).ThenBy(i => i)), "equal scores in the order of their places");
        float least = count > 0 ? found[count - 1] : 0; // of scores that equal the last one not all need fit
        Assert.That(places[..count].Where(i => scores[i] > least), Is.EqualTo(expected.Where(i => scores[i] > least)));
    }

    [Test]
    public void Nothing_is_wanted_of_a_list() => Assert.That(TopItems.Select([1, 2], [], []), Is.Zero);
}
