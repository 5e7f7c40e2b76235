using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.Ranking;

/// <summary>Rankers of single surfaces, and what answers where there is none.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class SurfaceRankerTests
{
    private static readonly LambdaRankOptions Small = new() { Trees = 20, Leaves = 4, MinDataInLeaf = 20, LearningRate = 0.2, EvalAt = [10] };

    [Test]
    public void A_surface_gets_a_ranker_of_its_own_only_where_that_is_better_on_its_latest_requests()
    {
        // On home the greater number is wanted, in the cart the smaller one; a search is too rare.
        string[] surfaces = ["home", "cart", "home", "home", "search"];
        var (train, trainSurfaces) = Requests("train", 500, surfaces);
        var (latest, latestSurfaces) = Requests("latest", 200, surfaces);
        var common = new LambdaRankTrainer(Small).Fit(Requests("train", 500, ["home"]).Rows, RunSettings.Default);
        var learned = SurfaceRankers.Learn(train, trainSurfaces, latest, latestSurfaces, common, new RankerOptions { LeastRequests = 301, Trees = Small }, RunSettings.Default);
        Assert.That(learned, Is.Empty, "home has 300 requests");
        learned = SurfaceRankers.Learn(train, trainSurfaces, latest, latestSurfaces, common, new RankerOptions { LeastRequests = 100, Trees = Small }, RunSettings.Default);
        var cart = learned.Single(s => s.Surface == "cart");
        Assert.That(cart.Trees, Is.Not.Null);
        Assert.That(cart.Ndcg - cart.CommonNdcg, Is.GreaterThan(0.2));
        Assert.That(learned.Single(s => s.Surface == "home").Trees, Is.Null, "the common ranker learned from more requests of the same taste");
    }

    [Test]
    public void A_surface_asks_its_own_ranker_then_the_common_one_then_the_untrained_fusion()
    {
        var untrained = ServingModel.Live(new ServingOptions { Surfaces = [new() { Name = "cart", Relevance = 1 }] });
        Assert.That(untrained.Surfaces["cart"].Ranker, Is.TypeOf<FusionRanker>());
        var common = Trees(untrained);
        var model = untrained.With(common);
        Assert.That(((TreeRanker)model.Surfaces["cart"].Ranker).Trees, Is.SameAs(common));
        var own = Trees(untrained);
        var both = model.With("cart", own).With("home", own);
        Assert.That(((TreeRanker)both.Ranker).Trees, Is.SameAs(common));
        Assert.That(((TreeRanker)both.Surfaces["cart"].Ranker).Trees, Is.SameAs(own));
        Assert.That(both.Surfaces["cart"].Rerankers, Is.SameAs(model.Surfaces["cart"].Rerankers), "its rules stay");
        Assert.That(((TreeRanker)both.Surfaces["home"].Ranker).Trees, Is.SameAs(own), "a surface that the options do not name");
        Assert.That(both.With("similar", own).Surfaces["similar"].Ranker, Is.TypeOf<FusionRanker>(), "other sources, other features");
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Item("i", at: Shop.Start));
        foreach (string? surface in (string?[])[null, "cart", "home", "unheard-of"])
            Assert.That(new RecommendationPipeline(world, both).Recommend(new() { At = Shop.Start, Surface = surface }).Items, Has.Count.EqualTo(1));
    }

    private static Recsys.MLNet.Models.TreeEnsemble Trees(ServingModel model)
    {
        var random = new RandomStream(1, "trees");
        var rows = new RowMatrix(200, model.Schema.Width);
        foreach (ref float value in rows.Values.AsSpan())
            value = (float)random.NextDouble();
        return new LambdaRankTrainer(Small).Fit(new RankingDataset(rows, [.. Enumerable.Range(0, 200).Select(r => r % 10 == 0 ? 1f : 0)], [.. Enumerable.Repeat(10, 20)]) { FeatureNames = model.Schema.Names }, RunSettings.Default);
    }

    private static (RankingDataset Rows, string?[] Surfaces) Requests(string name, int count, string[] surfaces)
    {
        var random = new RandomStream(1, name);
        var values = new RowMatrix(count * 10, 1);
        var labels = new float[count * 10];
        for (int q = 0; q < count; q++)
        {
            int from = q * 10;
            for (int r = 0; r < 10; r++)
                values.Row(from + r)[0] = (float)random.NextDouble();
            float wanted = surfaces[q % surfaces.Length] == "cart" ? values.Values[from..(from + 10)].Min() : values.Values[from..(from + 10)].Max();
            labels[from + Array.IndexOf(values.Values[from..(from + 10)], wanted)] = 1;
        }
        return (new(values, labels, [.. Enumerable.Repeat(10, count)]), [.. Enumerable.Range(0, count).Select(q => surfaces[q % surfaces.Length])]);
    }
}
