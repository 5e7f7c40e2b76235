using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Reranking;

/// <summary>Quotas, diversity as a whole, calibration, weights of aims.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class ListShapeTests
{
    private static readonly ServingOptions Popular = new() { Sources = [new("popular", 1, 100)], Relevance = 1 };

    /// <summary>Items i0..i19, the lower the more popular; four of five of category A, the fifth of B or C.</summary>
    private static Recommender Shelf(ServingOptions options)
    {
        var recommender = new Recommender(ServingModel.Live(options), new WorldState(new StateOptions(), live: true));
        for (int i = 0; i < 20; i++)
        {
            recommender.Observe(Shop.Item("i" + i, i % 5 < 4 ? "A" : i % 2 == 0 ? "B" : "C", brand: "b" + i % 3));
            for (int n = 0; n < 40 - i; n++)
                recommender.Observe(Shop.Do("v" + n, "i" + i));
        }
        return recommender;
    }

    private static string[] List(Recommender recommender, int count, string? user = null) =>
        [.. recommender.Recommend(new RecommendationRequest { User = user, At = Shop.Start + Shop.Minute, Count = count }).Items.Select(i => i.Item)];

    [Test]
    public void A_quota_brings_in_the_best_of_its_kind_at_the_end()
    {
        Assert.That(List(Shelf(Popular with { Rules = [new(ItemRuleKind.AtLeast, "category", "B", 2)] }), 5), Is.EqualTo((string[])["i0", "i1", "i2", "i4", "i14"]));
        Assert.That(List(Shelf(Popular with { Rules = [new(ItemRuleKind.AtLeast, "category", "C", 99)] }), 3), Is.EqualTo((string[])["i9", "i19", "i0"]).Or.EquivalentTo((string[])["i0", "i9", "i19"]));
        Assert.That(List(Shelf(Popular with { Rules = [new(ItemRuleKind.AtLeast, "category", "A", 2)] }), 3), Is.EqualTo((string[])["i0", "i1", "i2"]));
    }

    [Test]
    public void A_determinantal_list_is_the_greedy_choice_of_the_greatest_determinant()
    {
        const float Relevance = 0.6f;
        var shelf = Shelf(Popular with { Relevance = Relevance, Diversity = DiversityKind.Dpp });
        var ranked = Shelf(Popular).Recommend(new RecommendationRequest { At = Shop.Start + Shop.Minute, Count = 20 }).Items;
        using var state = shelf.World.Open();
        var items = ranked.Select(i => state.FindItem(i.Item)!).ToArray();
        double best = ranked[0].Score, range = best - ranked[^1].Score, weight = Relevance / (2 * (1 - Relevance));
        double[] quality = [.. ranked.Select(r => Math.Exp(weight * (r.Score - best) / range))];
        var likeness = new FieldLikeness();
        var chosen = new List<int>();
        while (chosen.Count < 5)
            chosen.Add(Enumerable.Range(0, items.Length).Where(i => !chosen.Contains(i)).MaxBy(i => Determinant([.. chosen, i])));
        Assert.That(List(shelf, 5), Is.EqualTo(chosen.Select(i => items[i].Id)));
        Assert.That(List(shelf, 5).Select(id => state.FindItem(id)!.CategoryNumbers[0]).Distinct().Count(), Is.EqualTo(3), "the plain list has one of each five");

        double Determinant(int[] of)
        {
            int n = of.Length;
            var l = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    l[i, j] = quality[of[i]] * quality[of[j]] * likeness.Between(items[of[i]], items[of[j]]);
            double determinant = 1;
            for (int p = 0; p < n; p++)
            {
                determinant *= l[p, p];
                for (int i = p + 1; i < n && l[p, p] != 0; i++)
                    for (int j = n - 1; j >= p; j--)
                        l[i, j] -= l[i, p] / l[p, p] * l[p, j];
            }
            return determinant;
        }
    }

    [Test]
    public void A_calibrated_list_has_the_shares_of_the_users_interest()
    {
        var options = Popular with { Calibration = 0.9f, Seen = [] };
        var (plain, calibrated) = (Shelf(Popular with { Seen = [] }), Shelf(options));
        foreach (var shelf in (Recommender[])[plain, calibrated])
        {
            for (int n = 0; n < 5; n++)
                shelf.Observe(Shop.Do("u", "i" + n % 4, at: Shop.Start + n));
            for (int n = 0; n < 5; n++)
                shelf.Observe(Shop.Do("u", n % 2 == 0 ? "i4" : "i14", at: Shop.Start + 10 + n));
        }
        int OfB(Recommender shelf) => List(shelf, 4, "u").Count(i => i is "i4" or "i14");
        Assert.That((OfB(plain), OfB(calibrated)), Is.EqualTo((1, 2)));
        Assert.That(List(calibrated, 4, "nobody"), Is.EqualTo(List(plain, 4, "nobody")), "without interests nothing changes");
    }

    [Test]
    public void Weights_of_aims_decide_the_order_and_unknown_aims_are_refused()
    {
        var model = ServingModel.Live(Popular);
        int price = model.Schema.Names.ToList().IndexOf("item_price");
        var click = new MultiObjectiveModel(["click", "purchase"], [Stump(model, price, 1), Stump(model, price, -1)], [new PlattCalibrator(-1, 0), new PlattCalibrator(-1, 0)]);
        model = model with { Ranker = new ObjectiveRanker(click, model.Schema, ["popular"], new Dictionary<string, double> { ["click"] = 1 }) };
        var recommender = new Recommender(model, new WorldState(new StateOptions(), live: true));
        foreach (var (id, amount) in (ReadOnlySpan<(string, double)>)[("cheap", 2), ("dear", 200)])
        {
            recommender.Observe(Shop.Item(id, "A", amount));
            recommender.Observe(Shop.Do("v", id));
        }
        string First(params (string, double)[] weights) => recommender.Recommend(new RecommendationRequest { At = Shop.Start, Objectives = weights.ToDictionary(w => w.Item1, w => w.Item2) }).Items[0].Item;
        Assert.That((First(), First(("purchase", 1)), First(("purchase", 1), ("click", 3))), Is.EqualTo(("dear", "cheap", "dear")));
        Assert.That(() => First(("love", 1)), Throws.ArgumentException.With.Message.Contains("objectives are click, purchase"));
    }

    // Above log(20) one value, below it the other.
    private static TreeEnsemble Stump(ServingModel model, int feature, double whenDear) => new(
        [new RegressionTree
        {
            LeafCount = 2, SplitFeature = [feature], SplitGain = [1], Threshold = [Math.Log(20)], DecisionType = [0], Left = [~0], Right = [~1], LeafValue = [-whenDear, whenDear],
            LeafWeight = [1, 1], LeafRows = [1, 1], NodeValue = [0], NodeWeight = [2], NodeRows = [2],
        }], model.Schema.Names, "binary");
}
