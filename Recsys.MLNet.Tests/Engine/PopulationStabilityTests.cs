using Recsys.MLNet.Engine;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Engine;

[TestFixture]
public sealed class PopulationStabilityTests
{
    private static PopulationStability Of(IEnumerable<float> values)
    {
        var index = new PopulationStability();
        foreach (float value in values)
            index.Add(value);
        return index;
    }

    [Test]
    public void Values_that_stay_as_they_were_are_near_zero_and_unknown_at_first()
    {
        var random = new RandomStream(3, "psi");
        var index = new PopulationStability();
        for (int n = 0; n < PopulationStability.Window * 3 / 2 - 1; n++)
            index.Add((float)random.NextGaussian());
        Assert.That(index.Value, Is.NaN);
        for (int n = 0; n < 9000; n++)
            index.Add((float)random.NextGaussian());
        Assert.That(index.Value, Is.InRange(0, 0.03), "ten bins of 2,000 and more: about (10 − 1)·(1/2000 + 1/2000)");
    }

    [Test]
    public void The_index_is_the_sum_over_bins_of_the_change_times_the_log_of_the_ratio()
    {
        // First 0, 1, …, 9 in turn: ten bins of 200. Then 1,000 values, half of them 0 and half of them 9, none missing.
        var index = Of(Enumerable.Range(0, 2000).Select(n => (float)(n % 10)).Concat(Enumerable.Range(0, 1000).Select(n => n % 2 == 0 ? 0f : 9f)));
        double q = 200.5 / (2000 + 0.5 * 11), none = 0.5 / (2000 + 0.5 * 11), p = 500.5 / (1000 + 0.5 * 11), few = 0.5 / (1000 + 0.5 * 11);
        double expected = 2 * (p - q) * Math.Log(p / q) + 8 * (few - q) * Math.Log(few / q) + (few - none) * Math.Log(few / none);
        Assert.That(index.Value, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Values_that_go_missing_and_constants_that_change_are_seen()
    {
        var missing = Of(Enumerable.Range(0, 4000).Select(n => n < 2000 || n % 2 == 0 ? n % 100 : float.NaN));
        Assert.That(missing.Value, Is.GreaterThan(1));
        var constant = Of(Enumerable.Range(0, 4000).Select(n => n < 2000 ? 5f : 6f));
        Assert.That(constant.Value, Is.EqualTo(0).Within(0.01), "all values lie at or above the one edge there is");
        Assert.That(Of(Enumerable.Range(0, 4000).Select(n => n < 2000 ? 5f : 4f)).Value, Is.GreaterThan(1));
    }

    [Test]
    public void What_was_long_ago_is_forgotten()
    {
        var index = Of(Enumerable.Range(0, 2000).Select(n => (float)(n % 10)).Concat(Enumerable.Repeat(9f, 4000)));
        double moved = index.Value;
        for (int n = 0; n < 40_000; n++)
            index.Add(n % 10);
        Assert.That(moved, Is.GreaterThan(1));
        Assert.That(index.Value, Is.LessThan(0.02));
    }
}
