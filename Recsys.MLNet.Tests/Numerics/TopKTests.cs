using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class TopKTests
{
    private static (int Item, float Score)[] Drain(TopK top)
    {
        int[] items = new int[top.Count];
        float[] scores = new float[top.Count];
        int count = top.Drain(items, scores);
        return [.. items.Zip(scores).Take(count)];
    }

    [TestCase(0), TestCase(1), TestCase(7), TestCase(100), TestCase(5000)]
    public void It_keeps_what_a_sort_would_put_first_lower_index_first_among_equals(int k)
    {
        var random = new RandomStream(1, "topk");
        var scores = new float[1003];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = random.NextInt(200);
        var wanted = scores.Select((s, i) => (i, s)).OrderByDescending(x => x.s).ThenBy(x => x.i).Take(k).ToArray();
        var ascending = new TopK(k);
        ascending.Push(scores);
        var shuffled = new TopK(k);
        foreach (int i in random.Permutation(scores.Length))
            shuffled.Push(scores[i], i);
        Assert.Multiple(() =>
        {
            Assert.That(Drain(ascending), Is.EqualTo(wanted));
            Assert.That(Drain(shuffled), Is.EqualTo(wanted), "in any order of arrival");
            Assert.That(ascending.Count, Is.Zero, "draining empties it");
        });
    }

    [Test]
    public void Merged_parts_give_what_one_heap_gives_also_with_random_ties()
    {
        var scores = Enumerable.Range(0, 900).Select(i => (float)(i % 7)).ToArray();
        TopK one = new(50, new RandomStream(3, "ties")), many = new(50, new RandomStream(3, "ties"));
        one.Push(scores);
        for (int part = 8; part >= 0; part--)
        {
            var share = many.Sibling();
            share.Push(scores.AsSpan(part * 100, 100), part * 100);
            share.MergeInto(many);
        }
        Assert.That(Drain(many), Is.EqualTo(Drain(one)));
    }

    [Test]
    public void Random_ties_favour_no_index()
    {
        var wins = new int[10];
        for (int trial = 0; trial < 2000; trial++)
        {
            var top = new TopK(1, new RandomStream(trial, "ties"));
            top.Push(new float[10]);
            wins[Drain(top)[0].Item]++;
        }
        Assert.That(wins, Is.All.InRange(140, 260)); // 200 expected, deviation 13
    }

    [Test]
    public void NaN_and_excluded_items_never_enter()
    {
        var top = new TopK(5);
        top.Push([float.NaN, float.NegativeInfinity, 1, float.PositiveInfinity, -5, float.NaN, float.NegativeInfinity, 0]);
        Assert.That(Drain(top).Select(x => x.Item), Is.EqualTo(new[] { 3, 2, 7, 4 }));
    }
}
