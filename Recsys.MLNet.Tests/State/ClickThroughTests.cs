using Recsys.MLNet.Features;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

/// <summary>Which behaviours are clicks of an exposure, and what is believed of rates nobody measured.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class ClickThroughTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void An_exposure_is_clicked_once_whatever_follows(bool live)
    {
        var world = new WorldState(new StateOptions(), live: live);
        world.Apply(Shop.Do("u", "a", at: Shop.Start)); // found without us
        world.Apply(Shop.Shown("u", Shop.Start + 1, "a", "b"));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 2));
        world.Apply(Shop.Do("u", "a", "read", Shop.Start + 3));
        world.Apply(Shop.Do("v", "a", at: Shop.Start + 4)); // saw no list
        world.Apply(Shop.Do("u", "b", "purchase", Shop.Start + 5)); // no look
        Assert.That(Clicks(world), Is.EqualTo((1, 0, 1)));
        world.Apply(Shop.Shown("u", Shop.Start + 6, "a"));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 7));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 8)); // the first exposure was answered long ago
        Assert.That(Clicks(world), Is.EqualTo((2, 0, 2)));
        using var state = world.Open();
        Assert.That((state.ClickPrior.Rate, state.ClickPrior.Strength), Is.EqualTo((2.0 / 3, 20.0)), "two of three exposures; too few to tell how rates differ");
        Assert.That(state.FindItem("a")!.ClickThroughsDecayed(TimeWindow.Month, Shop.Start + 8), Is.EqualTo(2).Within(1e-4));
    }

    [TestCase(64, 1)]
    [TestCase(0, 1)]
    public void A_list_and_the_sight_of_its_items_are_one_exposure(int remembered, double exposures)
    {
        var world = new WorldState(new StateOptions { Exposures = remembered });
        world.Apply(Shop.Shown("u", Shop.Start, "a", "b"));
        world.Apply(Shop.Do("u", "a", "impression", Shop.Start + 1) with { Ranking = "list" });
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 2) with { Ranking = "list" });
        using var state = world.Open();
        Assert.That((state.FindItem("a")!.Total(BehaviorStage.Exposure), (double)state.FindUser("u")!.Total(BehaviorStage.Exposure), state.Total(BehaviorStage.Exposure)), Is.EqualTo((exposures, exposures + 1, exposures + 1)));
        Assert.That(state.ClickPrior.Rate, Is.EqualTo(0.5), "one of two exposures was clicked");
    }

    [Test]
    public void An_impression_of_a_list_that_nobody_logged_is_an_exposure()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Shown("u", Shop.Start, "b"));
        world.Apply(Shop.Do("u", "a", "impression", Shop.Start + 1) with { Ranking = "of another system" });
        world.Apply(Shop.Do("u", "b", "impression", Shop.Start + 2)); // seen again, in no list
        using var state = world.Open();
        Assert.That((state.FindItem("a")!.Total(BehaviorStage.Exposure), state.FindItem("b")!.Total(BehaviorStage.Exposure)), Is.EqualTo((1.0, 2.0)));
    }

    [Test]
    public void A_session_takes_its_exposures_and_clicks_along()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Shown("s", Shop.Start, "a", "b"));
        world.Apply(Shop.Do("s", "a", at: Shop.Start + 1));
        world.Apply(Shop.Merge("u", "s", Shop.Start + 2));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 3));
        world.Apply(Shop.Do("u", "b", at: Shop.Start + 4));
        Assert.That(Clicks(world), Is.EqualTo((1, 1, 2)));
    }

    [Test]
    public void A_saved_state_goes_on_where_it_was()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Shown("u", Shop.Start, "a", "b"));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 1));
        using var file = new MemoryStream();
        world.Save(file);
        file.Position = 0;
        var again = WorldState.Load(file, new StateOptions());
        foreach (var each in (WorldState[])[world, again])
        {
            each.Apply(Shop.Do("u", "a", at: Shop.Start + 2));
            each.Apply(Shop.Do("u", "b", at: Shop.Start + 3));
            Assert.That(Clicks(each), Is.EqualTo((1, 1, 2)));
            using var state = each.Open();
            Assert.That(state.ClickPrior.Rate, Is.EqualTo(1));
        }
    }

    [Test]
    public void Where_exposures_are_not_remembered_every_look_is_a_click()
    {
        var world = new WorldState(new StateOptions { Exposures = 0 });
        world.Apply(Shop.Shown("u", Shop.Start, "a", "b"));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 1));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + 2));
        Assert.That(Clicks(world), Is.EqualTo((2, 0, 2)));
    }

    [Test]
    public void How_far_rates_lie_apart_is_learned_from_the_first_exposures_of_each()
    {
        // 10,000 items whose rates are drawn from Beta(3, 27): mean .1, strength 30. What comes after 200 exposures is clicked always and must not count.
        var random = new RandomStream(1, "rates");
        var evidence = default(RateEvidence);
        for (int item = 0; item < 10_000; item++)
        {
            double a = Sum(3), b = Sum(27), rate = a / (a + b);
            int clicks = 0, exposures = item % 10 == 0 ? 400 : 20 + item % 100;
            for (int n = 0; n < exposures; n++)
            {
                evidence = evidence.Tried(n);
                if (n >= 200 || random.NextDouble() < rate)
                    evidence = evidence.Hit(clicks++, n + 1);
            }
        }
        Assert.That(evidence.Prior().Rate, Is.EqualTo(0.1).Within(0.004));
        Assert.That(evidence.Prior().Strength, Is.EqualTo(30).Within(3));

        double Sum(int exponentials) => Enumerable.Range(0, exponentials).Sum(_ => -Math.Log(1 - random.NextDouble()));
    }

    [Test]
    public void Rates_that_do_not_differ_need_much_evidence_to_be_believed_different()
    {
        var evidence = default(RateEvidence);
        Assert.That((evidence.Prior().Rate, evidence.Prior().Strength), Is.EqualTo((double.NaN, 20.0)));
        for (int item = 0; item < 100; item++)
            for (int n = 0; n < 100; n++)
            {
                evidence = evidence.Tried(n);
                if (n % 10 == 0)
                    evidence = evidence.Hit(n / 10, n + 1);
            }
        Assert.That((evidence.Prior().Rate, evidence.Prior().Strength), Is.EqualTo((0.1, 2000.0)));
        Assert.That(SmoothedRate.Of(10, 100, evidence.Prior()), Is.EqualTo(0.1f));
        Assert.That(SmoothedRate.Of(40, 100, evidence.Prior()), Is.EqualTo((40 + 200f) / 2100).Within(1e-6));
    }

    private static (double A, double B, int User) Clicks(WorldState world)
    {
        using var state = world.Open();
        return (state.FindItem("a")!.ClickThroughs, state.FindItem("b")!.ClickThroughs, state.FindUser("u")!.ClickThroughs);
    }
}
