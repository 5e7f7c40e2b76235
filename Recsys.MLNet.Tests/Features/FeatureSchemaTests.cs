using Recsys.MLNet.Features;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Features;

[TestFixture]
public sealed class FeatureSchemaTests
{
    private static IFeature Named(string name, int version = 1) => new NumberFeature(new(name, "test") { Version = version }, (in FeatureContext _) => 1);

    [Test]
    public void The_hash_depends_on_names_order_and_versions()
    {
        string[] hashes = [new FeatureSchema([Named("a"), Named("b")]).Hash, new FeatureSchema([Named("b"), Named("a")]).Hash, new FeatureSchema([Named("a"), Named("b", 2)]).Hash];
        Assert.That(hashes, Is.Unique);
        Assert.That(new FeatureSchema([Named("a"), Named("b")]).Hash, Is.EqualTo(hashes[0]));
    }

    [Test]
    public void A_model_of_other_features_is_refused_by_name()
    {
        var schema = new FeatureSchema([Named("price"), Named("ctr")]);
        Assert.That(() => schema.Require("home", ["price", "textSim"], "0"), Throws.TypeOf<SchemaMismatchException>()
            .With.Message.Contains("Missing: textSim").And.Message.Contains("Not known to the model: ctr"));
        Assert.That(() => schema.Require("home", schema.Names, schema.Hash), Throws.Nothing);
    }

    [Test]
    public void Two_features_of_one_name_are_refused()
    {
        Assert.That(() => new FeatureSchema([Named("a"), Named("a")]), Throws.ArgumentException.With.Message.Contains("'a'"));
    }

    [Test]
    public void The_standard_features_are_many_named_and_explained()
    {
        var schema = ServingModel.Live().Schema;
        Assert.That(schema.Width, Is.GreaterThanOrEqualTo(64));
        Assert.That(schema.Names, Is.Unique);
        Assert.That(schema.Features.Select(f => f.Spec.Meaning), Has.All.Length.GreaterThan(10));
    }

    [Test]
    public void What_is_not_known_is_missing_and_what_is_known_has_its_value()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Item("a", "Cameras", 100));
        world.Apply(Shop.Item("b", "Cameras", 50));
        world.Apply(Shop.Shown("u", Shop.Start, "a", "b"));
        world.Apply(Shop.Do("u", "a", at: Shop.Start + Shop.Minute));
        var newcomer = Row(world, "nobody", "b");
        Assert.That((newcomer["item_price"], newcomer["user_price"], newcomer["since_seen"], newcomer["item_conversions_7d"]), Is.EqualTo((MathF.Log(50), float.NaN, float.NaN, float.NaN)));
        var user = Row(world, "u", "a");
        Assert.That(user["category_affinity"], Is.EqualTo(1f));
        Assert.That(user["since_seen"], Is.EqualTo(1f).Within(1e-6));
        Assert.That(user["item_ctr"], Is.EqualTo((1 + 20 * 0.5f) / 21).Within(1e-6), "one click in one exposure, shrunk to the rate of one click in two");
        Assert.That(user["weekday"], Is.EqualTo(1f), "2023-11-14 was a Tuesday");
        Assert.That(user["session_same_category"], Is.EqualTo(1f));
        Assert.That(user["source_popular_0"], Is.EqualTo(0f), "log of rank 1");
        Assert.That(newcomer["source_popular_0"], Is.NaN);
    }

    private static Dictionary<string, float> Row(WorldState world, string user, string item)
    {
        var model = ServingModel.Live();
        using var state = world.Open();
        var request = new RecallContext(state, user, Shop.Start + Shop.Minute + Shop.Hour);
        var candidates = new CandidateSet();
        candidates.Reset(state, model.Sources);
        int place = candidates.Include(state.FindItem(item)!);
        for (int s = 0; s < model.Sources.Count; s++)
        {
            candidates.Begin(s);
            model.Sources[s].Score(request, candidates);
        }
        var row = model.Schema.Rows(request, candidates).Row(place).ToArray();
        return model.Schema.Names.Zip(row).ToDictionary(p => p.First, p => p.Second);
    }
}
