using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Serving;

[TestFixture]
public sealed class RecommendationPipelineTests
{
    private static Recommender Live(ServingOptions? options = null) => new(ServingModel.Live(options), new WorldState(new StateOptions(), live: true));

    private static void CoClicks(Recommender recommender)
    {
        foreach (string id in (string[])["camera", "lens", "tripod", "bag", "book"])
            recommender.Observe(Shop.Item(id, id == "book" ? "Books" : "Cameras", 10));
        for (int u = 0; u < 8; u++)
        {
            recommender.Observe(Shop.Do($"v{u}", "camera", at: Shop.Start + u));
            recommender.Observe(Shop.Do($"v{u}", u % 2 == 0 ? "lens" : "tripod", at: Shop.Start + u + 1));
        }
    }

    [Test]
    public void The_click_is_in_the_very_next_answer_with_its_reason()
    {
        var recommender = Live();
        CoClicks(recommender);
        var before = recommender.Recommend("u", 3);
        recommender.Observe(Shop.Do("u", "camera", at: Shop.Start + Shop.Minute));
        var after = recommender.Recommend("u", 3);
        Assert.That(before.Items[0].Reasons.Select(r => r.Text), Has.None.Contains("because"));
        Assert.That(after.Items[0].Item, Is.AnyOf("lens", "tripod"));
        Assert.That(after.Items[0].Reasons[0].Text, Is.EqualTo("because you viewed The camera"));
        Assert.That(after.Items[0].Reasons[0].Items, Is.EqualTo((string[])["camera"]));
        Assert.That(after.Items.Select(i => i.Item), Has.No.Member("camera"));
        Assert.That(after.AsOf, Is.EqualTo(before.AsOf + 1));
    }

    [Test]
    public void Where_the_greatest_part_of_a_score_has_no_reason_a_smaller_one_speaks()
    {
        var options = new ServingOptions { Sources = [new("popular", 0.02f), new("silent", 1)] };
        var model = ServingModel.Live(new ServingOptions { Sources = [new("popular", 0.02f)] });
        model = new ServingModel
        {
            Version = model.Version,
            Sources = [.. model.Sources, new Silent()],
            Rerankers = model.Rerankers,
            Schema = model.Schema,
            Ranker = new FusionRanker(options.Sources.Select(s => KeyValuePair.Create(s.Name, s.Weight))),
        };
        var recommender = new Recommender(model, new WorldState(new StateOptions(), live: true));
        CoClicks(recommender);
        Assert.That(recommender.Recommend("stranger", 1).Items[0].Reasons.Select(r => r.Text), Is.EqualTo((string[])["popular with everybody"]));
    }

    /// <summary>Likes everything, and never says why.</summary>
    private sealed class Silent : ICandidateSource
    {
        public string Name => "silent";

        public void Recall(RecallContext request, CandidateSet into)
        {
            foreach (string id in (string[])["camera", "lens", "tripod", "bag", "book"])
                into.Add(id, 1);
        }

        public void Score(RecallContext request, CandidateSet into)
        {
            for (int place = 0; place < into.Count; place++)
                into.Rate(place, 1);
        }

        public Reason? Explain(RecallContext request, ItemState item) => null;
    }

    [Test]
    public void Popular_in_a_category_is_said_with_the_category()
    {
        var recommender = Live();
        CoClicks(recommender);
        recommender.Observe(Shop.Do("u", "bag", at: Shop.Start + Shop.Minute));
        Assert.That(recommender.Recommend("u", 4).Items.SelectMany(i => i.Reasons).Select(r => r.Text), Has.Member("popular in Cameras this week"));
    }

    [Test]
    public void Withdrawn_items_are_gone_at_once_and_come_back_at_once()
    {
        var recommender = Live();
        CoClicks(recommender);
        recommender.Observe(Shop.Item("camera", available: false));
        Assert.That(recommender.Recommend("u").Items.Select(i => i.Item), Has.No.Member("camera"));
        recommender.Observe(Shop.Item("camera", available: true));
        Assert.That(recommender.Recommend("u").Items.Select(i => i.Item), Has.Member("camera"));
    }

    [Test]
    public void Own_candidates_come_back_all_in_order_those_unknown_last()
    {
        var recommender = Live();
        CoClicks(recommender);
        recommender.Observe(Shop.Do("u", "camera", at: Shop.Start + Shop.Minute));
        var answer = recommender.Rank("u", "unheard", "book", "lens", "camera");
        Assert.That(answer.Items.Select(i => i.Item), Is.EquivalentTo((string[])["unheard", "book", "lens", "camera"]));
        Assert.That(answer.Items[0].Item, Is.AnyOf("lens", "camera"));
        Assert.That(answer.Items[^1].Item, Is.EqualTo("unheard"));
    }

    [Test]
    public void Nobody_and_nothing_get_an_answer_too()
    {
        Assert.That(Live().Recommend("u").Items, Is.Empty);
        var recommender = Live();
        CoClicks(recommender);
        Assert.That(recommender.Recommend(new RecommendationRequest { At = recommender.Now, Count = 0 }).Items, Is.Empty);
        Assert.That(recommender.Recommend(new RecommendationRequest { At = recommender.Now }).Items, Has.Count.EqualTo(5));
    }

    [Test]
    public void Variants_of_one_product_appear_once()
    {
        var recommender = Live();
        foreach (string size in (string[])["S", "M", "L"])
        {
            recommender.Observe(Shop.Item("shirt-" + size, "Shirts", parent: "shirt"));
            recommender.Observe(Shop.Do("v", "shirt-" + size));
        }
        Assert.That(recommender.Recommend("u").Items, Has.Count.EqualTo(1));
    }

    [TestCase(SeenAgain.Always, true)]
    [TestCase(SeenAgain.Never, false)]
    [TestCase(SeenAgain.AfterDays, false)]
    [TestCase(SeenAgain.UntilBought, true)]
    public void What_was_clicked_comes_again_as_the_rule_says(SeenAgain again, bool expected)
    {
        var recommender = Live(new ServingOptions { Seen = [new("click", again, 2)] });
        CoClicks(recommender);
        recommender.Observe(Shop.Do("u", "camera", at: Shop.Start + Shop.Minute));
        var request = new RecommendationRequest { User = "u", At = Shop.Start + Shop.Day };
        Assert.That(recommender.Recommend(request).Items.Any(i => i.Item == "camera"), Is.EqualTo(expected));
        Assert.That(recommender.Recommend(request with { At = Shop.Start + 4 * Shop.Day }).Items.Any(i => i.Item == "camera"), Is.EqualTo(again != SeenAgain.Never));
    }

    [Test]
    public void Diversity_mixes_categories_and_relevance_alone_does_not()
    {
        string[] Categories(float relevance)
        {
            var recommender = Live(new ServingOptions { Relevance = relevance });
            for (int i = 0; i < 20; i++)
            {
                recommender.Observe(Shop.Item($"a{i}", "A"));
                recommender.Observe(Shop.Item($"b{i}", "B"));
                for (int n = 0; n < 30 - i; n++)
                    recommender.Observe(Shop.Do($"v{n}", $"a{i}"));
                for (int n = 0; n < 3; n++)
                    recommender.Observe(Shop.Do($"w{n}", $"b{i}"));
            }
            using var state = recommender.World.Open();
            return [.. recommender.Recommend("u", 6).Items.Select(i => state.Values[state.FindItem(i.Item)!.Categories[0]])];
        }
        Assert.That(Categories(1).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Categories(0.3f).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void An_explanation_adds_up_to_the_score()
    {
        var recommender = Live();
        CoClicks(recommender);
        recommender.Observe(Shop.Do("u", "camera", at: Shop.Start + Shop.Minute));
        var explanation = recommender.Explain(new RecommendationRequest { User = "u", At = recommender.Now }, "lens");
        Assert.That(explanation.Sources.Sum(s => s.Contribution), Is.EqualTo(explanation.Score).Within(1e-5));
        Assert.That(explanation.Place, Is.GreaterThan(0));
        Assert.That(explanation.Features, Has.Count.EqualTo(recommender.Model.Schema.Width));
        Assert.That(() => recommender.Explain(new RecommendationRequest { At = 0 }, "no such"), Throws.ArgumentException.With.Message.Contains("'no such'"));
    }

    [Test]
    public void A_warm_request_allocates_little()
    {
        var recommender = Live();
        foreach (var e in Shop.Log(2000))
            recommender.Observe(e);
        var request = new RecommendationRequest { User = "u1", At = recommender.Now, Count = 10 };
        for (int i = 0; i < 50; i++)
            recommender.Recommend(request);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            recommender.Recommend(request);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThan(16_000));
    }
}
