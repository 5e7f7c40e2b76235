using Recsys.MLNet.Metrics;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Metrics;

[TestFixture]
public sealed class UserBootstrapTests
{
    [Test]
    public void The_interval_has_the_width_that_theory_gives()
    {
        // 400 users, one query each, standard deviation about 1: 1.96 / √400 each side.
        var random = new RandomStream(1, "values");
        var sums = Enumerable.Range(0, 400).Select(_ => (float)random.NextGaussian()).ToArray();
        var interval = Bootstrap(400).Mean(sums, Ones(400)).Interval;
        double mean = sums.Average(), deviation = Math.Sqrt(sums.Average(s => (s - mean) * (s - mean)));
        Assert.That(interval.Value, Is.EqualTo(mean).Within(1e-6));
        Assert.That(interval.High - interval.Low, Is.EqualTo(2 * 1.96 * deviation / 20).Within(.015));
    }

    [Test]
    public void Queries_of_one_user_are_drawn_together()
    {
        // Twenty users with a hundred equal queries each: as uncertain as twenty queries, not as two thousand.
        var random = new RandomStream(1, "values");
        var values = Enumerable.Range(0, 20).Select(_ => (float)random.NextGaussian()).ToArray();
        var many = Bootstrap(20).Mean([.. values.Select(v => 100 * v)], [.. values.Select(_ => 100f)]).Interval;
        var one = Bootstrap(20).Mean(values, Ones(20)).Interval;
        Assert.That(many.Low, Is.EqualTo(one.Low).Within(1e-5));
        Assert.That(many.High, Is.EqualTo(one.High).Within(1e-5));
    }

    [Test]
    public void Differences_are_paired()
    {
        // Users differ widely, the second model is always better by .1 ± little: paired, the difference is certain.
        var random = new RandomStream(2, "values");
        var first = Enumerable.Range(0, 100).Select(_ => 10 * (float)random.NextGaussian()).ToArray();
        var second = first.Select(v => v + .1f + .01f * (float)random.NextGaussian()).ToArray();
        var bootstrap = Bootstrap(100);
        var difference = bootstrap.Mean(second, Ones(100)).Minus(bootstrap.Mean(first, Ones(100)));
        Assert.That(difference.Value, Is.EqualTo(.1).Within(.01));
        Assert.That(difference.ExcludesZero, Is.True);
        Assert.That(difference.High - difference.Low, Is.LessThan(.02));
    }

    [Test]
    public void Draws_do_not_depend_on_threads()
    {
        float[] sums = [.. Enumerable.Range(0, 50).Select(i => (float)Math.Sin(i))];
        var one = new UserBootstrap(50, 100, new RunSettings { Threads = 1 }).Mean(sums, Ones(50)).Draws;
        var two = new UserBootstrap(50, 100, new RunSettings { Threads = 2 }).Mean(sums, Ones(50)).Draws;
        Assert.That(one, Is.EqualTo(two));
    }

    [Test]
    public void A_root_maps_value_and_draws_alike()
    {
        var sample = new BootstrapSample(4, [1, 4, 9]).Map(Math.Sqrt);
        Assert.That(sample.Value, Is.EqualTo(2));
        Assert.That(sample.Draws, Is.EqualTo(new[] { 1.0, 2, 3 }));
    }

    [Test]
    public void Shapes_are_checked() =>
        Assert.That(() => Bootstrap(3).Mean([1], [1]), Throws.ArgumentException.With.Message.Contains("one for each user"));

    private static UserBootstrap Bootstrap(int users) => new(users, 1000, RunSettings.Default);

    private static float[] Ones(int n) => [.. Enumerable.Repeat(1f, n)];
}
