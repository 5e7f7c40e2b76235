using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Recall;

/// <summary>Items that nobody knows yet: found by their text, given a place, judged soon.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class NewItemTests
{
    private static Recommender Shelf(ServingOptions options, int items = 30)
    {
        var recommender = new Recommender(ServingModel.Live(options), new WorldState(new StateOptions(), live: true));
        for (int i = 0; i < items; i++)
            for (int n = 0; n < items + 5 - i; n++)
            {
                if (n == 0)
                    recommender.Observe(Shop.Item("i" + i, "A", at: Shop.Start - 60 * Shop.Day));
                recommender.Observe(Shop.Do("v" + n, "i" + i, at: Shop.Start - Shop.Day));
            }
        return recommender;
    }

    [Test]
    public void An_item_is_found_by_its_text_from_its_first_event_on()
    {
        var recommender = Shelf(new ServingOptions { Sources = [new("new-text", 1, 30)] });
        recommender.Observe(Shop.Item("lens", at: Shop.Start) with { Fields = [new("title", FieldValue.Of("Macro lens for mirrorless cameras"))] });
        recommender.Observe(Shop.Item("novel", at: Shop.Start) with { Fields = [new("title", FieldValue.Of("A novel of the sea"))] });
        recommender.Observe(Shop.Item("camera", at: Shop.Start) with { Fields = [new("title", FieldValue.Of("Mirrorless cameras, body only"))] });
        recommender.Observe(Shop.Do("u", "camera", at: Shop.Start + 1));
        var list = recommender.Recommend(new RecommendationRequest { User = "u", At = Shop.Start + 2, Count = 3 }).Items;
        Assert.That(list[0].Item, Is.EqualTo("lens"));
        Assert.That(list[0].Reasons[0].Text, Is.EqualTo("because you viewed Mirrorless cameras, body only"));
        Assert.That(list.Select(i => i.Item), Has.No.Member("novel"));
    }

    [Test]
    public void The_last_place_goes_to_new_items_with_the_probability_that_is_logged()
    {
        var recommender = Shelf(new ServingOptions { NewItems = new() { Places = 1, Impressions = 50 } });
        foreach (string id in (string[])["n1", "n2", "n3", "n4"])
            recommender.Observe(Shop.Item(id, "A", at: Shop.Start));
        const int Draws = 2000;
        var counts = new Dictionary<string, int>();
        for (int n = 0; n < Draws; n++)
        {
            var list = recommender.Recommend(new RecommendationRequest { Id = "r" + n, At = Shop.Start, Count = 5 }).Items;
            counts[list[4].Item] = counts.GetValueOrDefault(list[4].Item) + 1;
            Assert.That(list[4].Propensity, Is.EqualTo(0.25f));
            Assert.That(list.Take(4).Select(i => i.Propensity), Has.All.EqualTo(1f));
        }
        Assert.That(counts.Keys, Is.EquivalentTo((string[])["n1", "n2", "n3", "n4"]));
        Assert.That(counts.Values, Has.All.EqualTo(Draws / 4).Within(5 * Math.Sqrt(Draws * 0.25)));
    }

    [Test]
    public void An_item_shown_often_enough_is_no_longer_new()
    {
        var recommender = Shelf(new ServingOptions { NewItems = new() { Places = 1, Impressions = 3 } });
        recommender.Observe(Shop.Item("n1", "A", at: Shop.Start));
        string Last() => recommender.Recommend(new RecommendationRequest { At = Shop.Start, Count = 5 }).Items[4].Item;
        for (int n = 0; n < 3; n++)
        {
            Assert.That(Last(), Is.EqualTo("n1"));
            recommender.Observe(Shop.Shown("v" + n, Shop.Start, "n1"));
        }
        Assert.That(Last(), Is.Not.EqualTo("n1"));
    }

    [Test]
    public void Where_probabilities_are_not_known_none_are_written()
    {
        var recommender = Shelf(new ServingOptions { NewItems = new() { Places = 1 }, Exploration = new() { Kind = ExplorationKind.Thompson, Temperature = 2 } });
        recommender.Observe(Shop.Item("n1", "A", at: Shop.Start));
        var lists = Enumerable.Range(0, 20).Select(n => recommender.Recommend(new RecommendationRequest { Id = "r" + n, At = Shop.Start, Count = 5 }).Items).ToArray();
        Assert.That(lists.SelectMany(l => l).Select(i => i.Propensity), Has.All.NaN);
        Assert.That(lists.Select(l => string.Join(' ', l.Select(i => i.Item))).Distinct().Count(), Is.GreaterThan(3), "chance has its say");
    }

    [TestCase(0)]
    [TestCase(2)]
    public void A_new_item_has_a_calibrated_click_rate_within_200_impressions(int looksAfterAClick)
    {
        // A shop in which visitors click a shown item with a probability of its own: 2 % to 20 %. Twenty items are published in it.
        // On news a click is followed by a read and more, which say nothing of how many impressions are clicked.
        var recommender = Shelf(new ServingOptions { NewItems = new() { Places = 2, Impressions = 200 } }, items: 60);
        var random = new RandomStream(1, "clicks");
        var rate = new Dictionary<string, double>();
        for (int i = 0; i < 60; i++)
            rate["i" + i] = 0.05;
        for (int i = 0; i < 20; i++)
            rate["n" + i] = 0.02 + 0.18 * i / 19;
        long now = Shop.Start;
        for (int i = 0; i < 20; i++)
            recommender.Observe(Shop.Item("n" + i, "B", at: now));
        int requests = 0;
        for (; requests < 4000 && New().Any(i => i.Total(BehaviorStage.Exposure) < 200); requests++)
        {
            now += Shop.Minute / 4;
            var list = recommender.Recommend(new RecommendationRequest { Id = "r" + requests, At = now, Count = 10 }).Items;
            recommender.Observe(Shop.Shown("u" + requests, now, [.. list.Select(i => i.Item)]));
            foreach (var item in list)
                if (random.NextDouble() < rate[item.Item])
                    for (int look = 0; look <= looksAfterAClick; look++)
                        recommender.Observe(Shop.Do("u" + requests, item.Item, look == 0 ? "click" : "read", now + look));
        }
        using var state = recommender.World.Open();
        double surprise = 0, estimated = 0, truth = 0;
        foreach (var item in New())
        {
            Assert.That(item.Total(BehaviorStage.Exposure), Is.InRange(200, 220), item.Id);
            double p = rate[item.Id], mine = SmoothedRate.Clicks(item, state);
            surprise += (mine - p) * (mine - p) / (p * (1 - p) / 200);
            (estimated, truth) = (estimated + mine, truth + p);
        }
        Assert.That(estimated / truth, Is.EqualTo(1).Within(0.1), "as many clicks are foretold as come");
        Assert.That(Math.Sqrt(surprise / 20), Is.LessThan(1.4), "each within the error that 200 impressions leave");
        Assert.That(requests, Is.LessThan(2600), "two places of each list: 20 items x 200 impressions in about 2,000 lists");

        IEnumerable<ItemState> New()
        {
            using var view = recommender.World.Open();
            return [.. Enumerable.Range(0, 20).Select(i => view.FindItem("n" + i)!)];
        }
    }

    [TestCase("shop")]
    [TestCase("news")]
    public void Published_items_of_a_simulation_are_clicked_as_often_as_foretold(string scenario)
    {
        var options = SimulationOptions.For(scenario) with { Users = 800, Items = 250, Days = 25 };
        var world = new WorldState(new StateOptions());
        using var state = world.Open();
        var shown = new Dictionary<string, (int Count, double Clicks)>();
        var known = new List<(double Estimate, double Truth)>();
        foreach (var (e, truth) in new Simulator(options).Run(new RunSettings { Seed = 3 }))
        {
            if (e.Kind == EventKind.Item && e.Timestamp >= options.Start + Shop.Day)
                shown.TryAdd(e.Item!, default);
            for (int k = 0; k < e.Items.Count; k++)
                if (e.Items[k].Visible != false && shown.TryGetValue(e.Items[k].Id, out var item))
                {
                    if (item.Count == 200)
                        known.Add((SmoothedRate.Clicks(state.FindItem(e.Items[k].Id)!, state), item.Clicks / 200));
                    shown[e.Items[k].Id] = (item.Count + 1, item.Clicks + truth!.Relevance[k] * (e.Items[k].Visible == true ? 1 : options.Examination(k)));
                }
            world.Apply(e);
        }
        double surprise = known.Average(k => (k.Estimate - k.Truth) * (k.Estimate - k.Truth) / (k.Truth * (1 - k.Truth) / 200));
        Assert.That(known, Has.Count.GreaterThan(20));
        Assert.That(known.Sum(k => k.Estimate) / known.Sum(k => k.Truth), Is.EqualTo(1).Within(0.1), "as many clicks are foretold as come");
        Assert.That(Math.Sqrt(surprise), Is.LessThan(1.4), "each within the error that 200 impressions leave");
    }
}
