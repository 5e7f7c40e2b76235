using Recsys.MLNet.Engine;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Reranking;

[TestFixture]
public sealed class RerankingTests
{
    /// <summary>Items i0..i9, the lower the more popular; even ones of category A, odd ones of category B.</summary>
    private static Recommender Shelf(ServingOptions options)
    {
        var recommender = new Recommender(ServingModel.Live(options with { Sources = [new("popular", 1, 100)], Relevance = 1 }), new WorldState(new StateOptions(), live: true));
        for (int i = 0; i < 10; i++)
        {
            recommender.Observe(Shop.Item("i" + i, i % 2 == 0 ? "A" : "B"));
            for (int n = 0; n < 20 - i; n++)
                recommender.Observe(Shop.Do("v" + n, "i" + i));
        }
        return recommender;
    }

    private static string List(Recommender recommender, int count = 4, string? surface = null) =>
        string.Join(' ', recommender.Recommend(new RecommendationRequest { At = Shop.Start, Count = count, Surface = surface }).Items.Select(i => i.Item));

    private static string List(params ItemRule[] rules) => List(Shelf(new ServingOptions { Rules = rules }));

    [Test]
    public void Denied_items_are_gone_and_only_allowed_ones_stay()
    {
        Assert.That(List(new ItemRule(ItemRuleKind.Deny, "category", "A")), Is.EqualTo("i1 i3 i5 i7"));
        Assert.That(List(new ItemRule(ItemRuleKind.Allow, "id", "i3"), new ItemRule(ItemRuleKind.Allow, "id", "i9")), Is.EqualTo("i3 i9"));
    }

    [Test]
    public void Boosted_items_move_by_their_factor()
    {
        Assert.That(List(new ItemRule(ItemRuleKind.Boost, "category", "B", 1.5f)), Is.EqualTo("i1 i3 i5 i0"));
    }

    [Test]
    public void Limits_hold_for_one_value_or_for_each()
    {
        Assert.That(List(new ItemRule(ItemRuleKind.AtMost, "category", "A", 1)), Is.EqualTo("i0 i1 i3 i5"));
        Assert.That(List(new ItemRule(ItemRuleKind.AtMost, "category", null, 1)), Is.EqualTo("i0 i1"));
    }

    [TestCase(1, ExpectedResult = "i8 i0 i1 i2")]
    [TestCase(3, ExpectedResult = "i0 i1 i8 i2")]
    public string A_pinned_item_stands_at_its_place(int place) => List(new ItemRule(ItemRuleKind.Pin, "id", "i8", place));

    [Test]
    public void A_rule_holds_on_its_surface_only()
    {
        var shelf = Shelf(new ServingOptions { Rules = [new(ItemRuleKind.Deny, "category", "A", Surface: "home")] });
        Assert.That((List(shelf, surface: "home"), List(shelf, surface: "cart")), Is.EqualTo(("i1 i3 i5 i7", "i0 i1 i2 i3")));
    }

    [TestCase(ExplorationKind.Slot)]
    [TestCase(ExplorationKind.PlackettLuce)]
    public void Logged_propensities_are_the_frequencies_of_the_draw(ExplorationKind kind)
    {
        var shelf = Shelf(new ServingOptions { Exploration = new() { Kind = kind, Epsilon = 0.4f, Pool = 4, Temperature = 0.8f } });
        const int Draws = 4000;
        var seen = new Dictionary<string, (int Count, double Propensity)>();
        for (int n = 0; n < Draws; n++)
        {
            var list = shelf.Recommend(new RecommendationRequest { Id = "r" + n, At = Shop.Start, Count = 2 }).Items;
            // The first place is drawn given nothing; the last given the first, which in the slot is always the same.
            var item = kind == ExplorationKind.Slot ? list[1] : list[0];
            seen[item.Item] = (seen.GetValueOrDefault(item.Item).Count + 1, item.Propensity);
        }
        Assert.That(seen, Has.Count.GreaterThanOrEqualTo(5));
        foreach (var (item, (count, propensity)) in seen)
            Assert.That(count / (double)Draws, Is.EqualTo(propensity).Within(5 * Math.Sqrt(propensity / Draws)), item);
        Assert.That(seen.Values.Sum(s => s.Propensity), Is.EqualTo(1).Within(0.02));
    }

    [Test]
    public async Task A_list_drawn_by_chance_is_rebuilt_as_it_was()
    {
        using var engine = new RecsysEngine(new() { Live = new() { Exploration = new() { Kind = ExplorationKind.PlackettLuce, Temperature = 2 } } });
        await engine.IngestAsync(Shop.Log(200));
        var lists = Enumerable.Range(0, 5).Select(_ => engine.Recommend(new() { User = "u1", At = Shop.Start + Shop.Day })).ToArray();
        Assert.That(lists.Select(l => string.Join(' ', l.Items.Select(i => i.Item))).Distinct().Count(), Is.GreaterThan(1));
        foreach (var list in lists)
            Assert.That(engine.Explain(list.Id!).Same, Is.True);
    }
}
