using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Serving;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class SurfaceTests
{
    private static Recommender Shelf(ServingOptions? options = null)
    {
        var recommender = new Recommender(ServingModel.Live(options), new WorldState(new StateOptions(), live: true));
        foreach (string id in (string[])["camera", "lens", "tripod", "card", "book", "pen"])
            recommender.Observe(Shop.Item(id, id is "book" or "pen" ? "Paper" : "Cameras"));
        for (int n = 0; n < 6; n++)
        {
            recommender.Observe(Shop.Do("v" + n, "camera", at: Shop.Start + n));
            recommender.Observe(Shop.Do("v" + n, n % 2 == 0 ? "lens" : "tripod", at: Shop.Start + n + 1));
            recommender.Observe(Shop.Do("v" + n, "camera", "purchase", Shop.Start + n + 2));
            recommender.Observe(Shop.Do("v" + n, "card", "purchase", Shop.Start + n + 3));
            recommender.Observe(Shop.Do("w" + n, "book", at: Shop.Start + n));
            recommender.Observe(Shop.Do("w" + n, "pen", at: Shop.Start + n + 1));
        }
        return recommender;
    }

    private static string[] Items(RecommendationResponse answer) => [.. answer.Items.Select(i => i.Item)];

    [Test]
    public void Similar_items_are_about_the_item_and_not_for_the_user()
    {
        var shelf = Shelf();
        shelf.Observe(Shop.Do("u", "book", at: Shop.Start + Shop.Minute));
        var answer = shelf.Recommend(new RecommendationRequest { Surface = "similar", Seeds = ["camera"], User = "u", At = shelf.Now, Count = 3 });
        Assert.That(Items(answer), Is.EquivalentTo((string[])["lens", "tripod", "card"]));
        Assert.That(answer.Items[0].Reasons[0].Text, Is.EqualTo("goes with The camera"));
        Assert.That(Items(shelf.Similar("camera", 3)), Is.EqualTo(Items(answer)));
        Assert.That(shelf.Similar("unheard").Items, Is.Empty);
    }

    [Test]
    public void Bought_together_goes_by_purchases()
    {
        var answer = Shelf().BoughtTogether(["camera"], 1);
        Assert.That(Items(answer), Is.EqualTo((string[])["card"]));
        Assert.That(answer.Items[0].Reasons[0].Text, Is.EqualTo("often bought together with The camera"));
    }

    [Test]
    public void What_was_bought_together_is_kept_with_the_state()
    {
        var shelf = Shelf();
        using var saved = new MemoryStream();
        shelf.World.Save(saved);
        saved.Position = 0;
        var again = new Recommender(shelf.Model, WorldState.Load(saved, new StateOptions(), live: true));
        Assert.That(Items(again.BoughtTogether(["camera"], 1)), Is.EqualTo((string[])["card"]));
    }

    [Test]
    public void Trending_is_the_same_for_everybody()
    {
        var shelf = Shelf();
        Assert.That(Items(shelf.Trending(2)), Is.EqualTo(Items(shelf.Recommend(new RecommendationRequest { Surface = "trending", User = "new here", At = shelf.Now, Count = 2 }))));
        Assert.That(shelf.Trending(1).Items[0].Sources, Does.Contain("trending"));
    }

    [Test]
    public void A_surface_has_candidates_and_rules_of_its_own_and_an_unknown_one_is_the_default()
    {
        var options = new ServingOptions
        {
            Surfaces = [new() { Name = "paper", Sources = [new("popular")], Rules = [new(Recsys.MLNet.Reranking.ItemRuleKind.Allow, "category", "Paper")] }],
        };
        var shelf = Shelf(options);
        RecommendationResponse On(string? surface) => shelf.Recommend(new RecommendationRequest { Surface = surface, At = shelf.Now });
        Assert.That(Items(On("paper")), Is.EquivalentTo((string[])["book", "pen"]));
        Assert.That(Items(On("elsewhere")), Is.EqualTo(Items(On(null))).And.Length.EqualTo(6));
        Assert.That(() => ServingModel.Live(options with { Surfaces = [.. options.Surfaces, .. options.Surfaces] }), Throws.ArgumentException.With.Message.Contains("names one surface twice"));
    }
}
