using Recsys.MLNet.Numerics;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

[TestFixture]
public sealed class StageCounterTests
{
    private const long T = Shop.Start;

    [Test]
    public void A_decayed_sum_halves_in_its_half_life()
    {
        var counter = new StageCounter();
        counter.Add(T, 4, timed: true);
        Assert.That(counter.DecayedAt(TimeWindow.Hour, T + Shop.Hour), Is.EqualTo(2f).Within(1e-6));
        Assert.That(counter.DecayedAt(TimeWindow.Day, T + 2 * Shop.Day), Is.EqualTo(1f).Within(1e-6));
    }

    [Test]
    public void The_decayed_sum_is_that_of_the_definition_whatever_the_order_of_times()
    {
        long[] times = [T, T + Shop.Hour, T + 5 * Shop.Minute, T + 3 * Shop.Hour, T + 2 * Shop.Hour];
        var counter = new StageCounter();
        foreach (long time in times)
            counter.Add(time, 1, timed: true);
        long at = T + 4 * Shop.Hour;
        double expected = times.Sum(t => Math.Pow(2, -(at - t) / (double)Shop.Hour));
        Assert.That(counter.DecayedAt(TimeWindow.Hour, at), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void A_window_counts_what_lies_in_it_and_forgets_the_rest()
    {
        var counter = new StageCounter();
        for (int minute = 0; minute < 180; minute++)
            counter.Add(T + minute * Shop.Minute, 1, timed: true);
        long at = T + 179 * Shop.Minute;
        Assert.That(counter.Within(TimeWindow.Hour, at), Is.InRange(50, 60));
        Assert.That(counter.Within(TimeWindow.Day, at), Is.EqualTo(180d));
        Assert.That(counter.Within(TimeWindow.Hour, at + 2 * Shop.Hour), Is.Zero);
        Assert.That(counter.Total, Is.EqualTo(180d));
    }

    [Test]
    public void A_late_event_goes_to_the_bucket_of_its_own_time()
    {
        var counter = new StageCounter();
        counter.Add(T + 2 * Shop.Hour, 1, timed: true);
        counter.Add(T, 1, timed: true);
        Assert.That(counter.Within(TimeWindow.Hour, T + 2 * Shop.Hour), Is.EqualTo(1d));
        Assert.That(counter.Within(TimeWindow.Day, T + 2 * Shop.Hour), Is.EqualTo(2));
    }

    [Test]
    public void Without_comparable_times_only_the_total_is_known()
    {
        var counter = new StageCounter();
        counter.Add(5, 1, timed: false);
        Assert.That(counter.Total, Is.EqualTo(1d));
        Assert.That(counter.DecayedAt(TimeWindow.Day, 10), Is.NaN);
        Assert.That(counter.Within(TimeWindow.Day, 10), Is.NaN);
    }

    [Test]
    public void Trends_keep_their_order_as_time_passes_and_agree_with_decayed_sums()
    {
        var (old, young) = (new StageCounter(), new StageCounter());
        for (int i = 0; i < 10; i++)
            old.Add(T, 1, timed: true);
        young.Add(T + 2 * Shop.Day, 1, timed: true);
        Assert.That(old.Trend(TimeWindow.Day), Is.GreaterThan(young.Trend(TimeWindow.Day)));
        long later = T + 9 * Shop.Day;
        double ratio = Math.Log2(old.DecayedAt(TimeWindow.Day, later) / young.DecayedAt(TimeWindow.Day, later));
        Assert.That(old.Trend(TimeWindow.Day) - young.Trend(TimeWindow.Day), Is.EqualTo(ratio).Within(1e-4));
    }

    [TestCase(TimeWindow.Hour, -3)]
    [TestCase(TimeWindow.Day, 0)]
    [TestCase(TimeWindow.Week, 1_700_000_000_000)]
    public void A_window_holds_the_six_buckets_up_to_its_end_whatever_the_order_of_events(TimeWindow window, long from)
    {
        var random = new RandomStream(3, "times");
        long bucket = Decay.Length(window) / 6;
        long[] times = [.. Enumerable.Range(0, 60).Select(_ => from + random.NextInt(20) * bucket + random.NextInt(3) switch { 0 => 0, 1 => bucket - 1, _ => random.NextInt((int)bucket) })];
        var counter = new StageCounter();
        foreach (long time in times)
            counter.Add(time, 1, timed: true);
        long[] slots = [.. times.Select(t => (long)Math.Floor((double)t / bucket))];
        for (long at = from - 2 * bucket; at < from + 30 * bucket; at += bucket / 3)
        {
            long now = (long)Math.Floor((double)at / bucket);
            Assert.That(counter.Within(window, at), Is.EqualTo(slots.Count(s => s > slots.Max() - 6 && s <= now && s > now - 6)), $"at {at}");
        }
    }
}
