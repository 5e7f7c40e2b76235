using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Configuration.Drafting;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Configuration;

[TestFixture]
public sealed class ConfigurationDraftTests
{
    private static readonly Event[] s_shop = [.. new Simulator(new() { Users = 150, Items = 100, Days = 12, RepeatDays = 3 }).Events(RunSettings.Default)];

    [Test]
    public void A_profile_says_what_the_log_holds()
    {
        var profile = DataProfile.Of(s_shop);
        Assert.Multiple(() =>
        {
            Assert.That(profile.Types.Select(t => t.Key), Is.EquivalentTo(new[] { "click", "cart", "purchase" }));
            Assert.That(profile.Types.Sum(t => t.Value), Is.EqualTo(s_shop.Count(e => e.Kind == EventKind.Interaction)));
            Assert.That(profile.Rankings, Is.EqualTo(s_shop.Count(e => e.Kind == EventKind.Ranking)));
            Assert.That(profile.Clock, Is.EqualTo(EventClock.Absolute));
            Assert.That(profile.Days, Is.InRange(10, 12.5));
            Assert.That(profile.RepeatShare, Is.GreaterThan(0.01));
            Assert.That(profile.EastAsian, Is.InRange(0.1, 0.5), "three items in ten are described in Chinese");
            Assert.That(profile.Fields.Single(f => f.Name == "category").Divides(100), Is.True);
            Assert.That(profile.Fields.Single(f => f.Name == "title").Divides(100), Is.False);
        });
    }

    [Test]
    public void A_draft_loads_names_the_types_and_fields_of_the_data_and_trains()
    {
        string text = ConfigurationDraft.Of(Scenarios.Find("ecommerce")!, DataProfile.Of(s_shop), "shop");
        Assert.That(text, Does.StartWith("# yaml-language-server: $schema=recsys.schema.json\n").And.Contain("scenario: ecommerce").And.Contain("purchase: 5").And.Contain("# assumes: "));
        var configuration = ConfigurationFile.Read(text).OrThrow();
        Assert.That(configuration.Features.Declared.Select(d => d.Called), Does.Contain("cart_rate").And.Contain("field_colour"));
        configuration = configuration with { Ranker = configuration.Ranker with { Learn = false, Trees = configuration.Ranker.Trees with { Trees = 5, MinDataInLeaf = 5 } } };
        Assert.That(new RecommenderRun(configuration).Train(s_shop, RunSettings.Default).Models, Is.EqualTo(new[] { "pipeline", "item-knn", "tf-idf" }));
    }

    [Test]
    public void What_the_data_cannot_support_is_not_written_and_said()
    {
        Event[] log = [.. Enumerable.Range(0, 60).Select(i => Shop.Do($"u{i % 7}", $"i{i}", "vote: up", i) with { Clock = EventClock.Order })];
        var profile = DataProfile.Of(log);
        string text = ConfigurationDraft.Of(Scenarios.Find("news")!, profile, "sqlite:it's.db");
        var configuration = ConfigurationFile.Read(text).OrThrow();
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("they do not compare between users").And.Contain("'vote: up': 1 # 60 interactions; not a usual type"));
            Assert.That(configuration.Events.Data, Is.EqualTo("sqlite:it's.db"));
            Assert.That(configuration.Run.Split, Is.EqualTo("leave-one-out"));
            Assert.That(configuration.Rerank.Rules, Is.Empty, "no item has a category");
            Assert.That(configuration.Recall.Models.Select(m => m.Called), Is.EqualTo(new[] { "pipeline", "item-knn" }), "no item has a text");
        });
    }

    [Test]
    public void Repeats_decide_whether_items_of_the_history_stay_candidates()
    {
        var profile = DataProfile.Of(s_shop);
        foreach (var (share, removes) in new[] { (0.3, false), (0.01, true) })
        {
            var read = ConfigurationFile.Read(ConfigurationDraft.Of(Scenarios.Find("ecommerce")!, profile with { RepeatShare = share }, "shop")).OrThrow();
            Assert.That(((PipelineOptions)read.Recall.Models[0].Options!).RemoveSeen, Is.EqualTo(removes));
        }
        Assert.That(ConfigurationDraft.Of(Scenarios.Find("ecommerce")!, profile with { RepeatShare = 0 }, "shop"), Does.Contain("{ what: click, again: never }"));
    }

    [TestCase("genres", "rating", "video")]
    [TestCase("price", "purchase", "ecommerce")]
    [TestCase("title", "read", "news")]
    [TestCase("artist", "play", "music")]
    [TestCase("title", "booking", "travel")]
    public void A_scenario_is_guessed_from_types_and_fields(string field, string type, string expected)
    {
        Event[] log = [Shop.Item("a") with { Fields = [new(field, FieldValue.Of("x"))] }, Shop.Do("u", "a", type)];
        Assert.That(ConfigurationDraft.Guess(DataProfile.Of(log)).Name, Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(Scenarios), nameof(Scenarios.Names))]
    public void Every_scenario_drafts_a_configuration_that_loads(string scenario) =>
        Assert.That(ConfigurationFile.Read(ConfigurationDraft.Of(Scenarios.Find(scenario)!, DataProfile.Of(s_shop), "shop")).Problems, Is.Empty);
}
