using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class RandomStreamTests
{
    [Test]
    public void The_same_seed_name_and_index_repeat_and_any_other_differ()
    {
        ulong[] First(int seed, string name, long index) => [.. Enumerable.Range(0, 4).Select(_ => 0).Aggregate((new RandomStream(seed, name, index), new List<ulong>()), (s, _) => { s.Item2.Add(s.Item1.NextBits()); return s; }).Item2];
        var one = First(1, "als", 0);
        Assert.Multiple(() =>
        {
            Assert.That(First(1, "als", 0), Is.EqualTo(one));
            Assert.That(First(2, "als", 0), Is.Not.EqualTo(one));
            Assert.That(First(1, "bpr", 0), Is.Not.EqualTo(one));
            Assert.That(First(1, "als", 1), Is.Not.EqualTo(one));
        });
    }

    [Test]
    public void Numbers_have_the_mean_spread_and_range_they_should()
    {
        var random = new RandomStream(1, "moments");
        const int n = 200_000;
        double uniform = 0, gaussian = 0, square = 0;
        var counts = new int[7];
        for (int i = 0; i < n; i++)
        {
            double u = random.NextDouble();
            float f = random.NextFloat();
            double g = random.NextGaussian();
            Assert.That(u is >= 0 and < 1 && f is >= 0 and < 1, "in [0, 1)");
            uniform += u;
            gaussian += g;
            square += g * g;
            counts[random.NextInt(7)]++;
        }
        Assert.Multiple(() =>
        {
            Assert.That(uniform / n, Is.EqualTo(0.5).Within(0.003));
            Assert.That(gaussian / n, Is.EqualTo(0).Within(0.01));
            Assert.That(square / n, Is.EqualTo(1).Within(0.015));
            Assert.That(counts, Is.All.EqualTo(n / 7.0).Within(3).Percent);
        });
    }

    [Test]
    public void A_permutation_holds_each_number_once_and_first_places_are_even()
    {
        var firsts = new int[5];
        for (int i = 0; i < 5000; i++)
        {
            var order = new RandomStream(1, "permutation", i).Permutation(5);
            Assert.That(order.Order(), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
            firsts[order[0]]++;
        }
        Assert.That(firsts, Is.All.InRange(850, 1150));
    }

    [Test]
    public void Neighbouring_indices_are_not_correlated()
    {
        double sum = 0;
        const int n = 20_000;
        for (int i = 0; i < n; i++)
            sum += (new RandomStream(1, "row", i).NextDouble() - 0.5) * (new RandomStream(1, "row", i + 1).NextDouble() - 0.5);
        Assert.That(sum / n * 12, Is.EqualTo(0).Within(0.03));
    }

    [Test]
    public void An_empty_range_is_refused() => Assert.That(() => new RandomStream(1, "x").NextInt(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
