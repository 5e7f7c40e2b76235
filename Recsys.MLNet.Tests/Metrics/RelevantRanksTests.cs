using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.Tests.Metrics;

[TestFixture]
public sealed class RelevantRanksTests
{
    [Test]
    public void Ranks_count_the_candidates_above()
    {
        float[] scores = [.3f, .9f, .1f, .5f, .7f];
        Assert.That(Ranks(scores, [3, 1], seed: 1), Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public void Excluded_items_are_not_counted()
    {
        float[] scores = [.3f, .9f, .1f, .5f, .7f];
        Assert.That(CandidateScores.Exclude(scores, [1, 4, 1]), Is.EqualTo(2));
        Assert.That(Ranks(scores, [3], seed: 1), Is.EqualTo(new[] { 0 }));
        Assert.That(() => Ranks(scores, [1], seed: 1), Throws.ArgumentException.With.Message.Contains("excluded"));
    }

    [Test]
    public void Ties_are_broken_at_random_and_fairly()
    {
        var scores = new float[11];
        double sum = 0;
        for (int query = 0; query < 4000; query++)
        {
            var ranks = new int[1];
            RelevantRanks.Compute(scores, [query % 11], new TieOrder(7, query), ranks);
            sum += ranks[0];
        }
        Assert.That(sum / 4000, Is.EqualTo(5).Within(.2), "standard error .05");
    }

    [Test]
    public void Counting_sorting_and_the_heap_agree()
    {
        var random = new RandomStreamOf(3);
        for (int round = 0; round < 20; round++)
        {
            var scores = random.Scores(200, distinct: 9);
            var relevant = random.Items(200, 30);
            var order = new TieOrder(5, round);
            var counted = relevant.Select(item => { var one = new int[1]; RelevantRanks.Compute(scores, [item], order, one); return one[0]; }).Order();
            Assert.That(Ranks(scores, relevant, 5, round), Is.EqualTo(counted));
            var all = TopItems.Select(scores, 200, order);
            Assert.That(TopItems.Select(scores, 10, order), Is.EqualTo(all[..10]), "heap against full sort");
            Assert.That(Ranks(scores, all[..12], 5, round), Is.EqualTo(Enumerable.Range(0, 12)));
        }
    }

    [Test]
    public void What_a_model_must_not_answer_is_ranked_all_the_same()
    {
        float[] scores = [1, float.NaN, float.NegativeInfinity, float.PositiveInfinity];
        CandidateScores.Sanitize(scores);
        Assert.That(TopItems.Select(scores, 4, new TieOrder(1, 1))[..2], Is.EqualTo(new[] { 3, 0 }));
        Assert.That(scores, Is.All.Not.NaN);
    }

    [Test]
    public void A_list_is_shorter_when_candidates_are_fewer()
    {
        float[] scores = [float.NegativeInfinity, 2, float.NegativeInfinity];
        Assert.That(TopItems.Select(scores, 3, new TieOrder(1, 1)), Is.EqualTo(new[] { 1 }));
        Assert.That(TopItems.Select([], 3, new TieOrder(1, 1)), Is.Empty);
    }

    private static int[] Ranks(float[] scores, int[] relevant, int seed, long query = 0)
    {
        var ranks = new int[relevant.Length];
        RelevantRanks.Compute(scores, relevant, new TieOrder(seed, query), ranks);
        return ranks;
    }

    private sealed class RandomStreamOf(int seed)
    {
        private readonly Recsys.MLNet.Numerics.RandomStream _random = new(seed, "test");

        public float[] Scores(int n, int distinct) => [.. Enumerable.Range(0, n).Select(_ => (float)_random.NextInt(distinct))];

        public int[] Items(int n, int count) => _random.Permutation(n)[..count];
    }
}
