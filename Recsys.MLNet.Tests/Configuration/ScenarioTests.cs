using System.Globalization;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Tests.House;

namespace Recsys.MLNet.Tests.Configuration;

[TestFixture]
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, Event[]> s_logs = [];

    [TestCaseSource(nameof(Names))]
    public void A_preset_has_no_problem_and_says_what_it_assumes(string name)
    {
        var scenario = Scenarios.Find(name)!;
        Assert.That(ConfigurationFile.Read($"scenario: {name}\n").Problems, Is.Empty);
        Assert.That(scenario.Configuration.Scenario, Is.EqualTo(name));
        Assert.That(scenario.Assumptions, Has.Count.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void The_document_is_what_the_presets_say() => Repository.IsAsCommitted(Path.Combine("docs", "scenarios.md"), Document());

    private static string Document()
    {
        var text = new StringBuilder("# Scenarios\n\nPresets of `scenario:` in recsys.yml and of `RecommenderBuilder.For`. Each gives defaults that the file's own words replace; printed from the code by a test.\n");
        text.Append("Weights and stages of types that a scenario does not name are the usual ones (docs/options.md, InteractionWeights). Each is tested on a simulated log like its own: shop (repeat consumption), news (items live two days), video (a growing library).\n");
        foreach (var scenario in Scenarios.All)
        {
            var c = scenario.Configuration;
            text.Append(CultureInfo.InvariantCulture, $"\n## {scenario.Name}\n\n{scenario.Description}\n\nAssumes:\n");
            foreach (string assumption in scenario.Assumptions)
                text.Append(CultureInfo.InvariantCulture, $"* {assumption}\n");
            var types = c.Events.Weights.Types.Where(t => !InteractionWeights.Default.Types.TryGetValue(t.Key, out float usual) || usual != t.Value).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal);
            text.Append("\n| | |\n|---|---|\n");
            Row("weights beyond the usual", string.Join(", ", types.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value}"))));
            Row("state", string.Create(CultureInfo.InvariantCulture, $"pairs halve in {c.Events.State.NeighbourDays} days, {c.Events.State.History} behaviours a user, users kept {c.Events.State.UserDays} days, sessions end after {c.Events.State.SessionGapMinutes} minutes; fields {c.Events.State.CategoryField}, {c.Events.State.BrandField}, {c.Events.State.PriceField}"));
            Row("declared features", string.Join(", ", c.Features.Declared.Select(f => $"{f.Called} ({f.Type})")));
            Row("seen", string.Join(", ", c.Rerank.Seen.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.What.ToLowerInvariant()} {r.Again.ToString().ToLowerInvariant()}{(r.Days > 0 ? $" {r.Days}" : "")}"))));
            Row("diversity", string.Create(CultureInfo.InvariantCulture, $"λ {c.Rerank.Relevance}"));
            Row("rules", string.Join(", ", c.Rerank.Rules.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Kind.ToString().ToLowerInvariant()} {r.Field} {r.Value ?? r.Amount.ToString(CultureInfo.InvariantCulture)}"))));
            Row("re-rankers", string.Join(", ", c.Rerank.Rerankers.Select(r => $"{r.Called} {r.Options.ToJsonString()}")));
        }
        return text.ToString();

        void Row(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {(value.Length == 0 ? "none" : value)} |\n");
    }

    [Test]
    public void Presets_differ_in_weights_memory_features_seen_policy_and_diversity()
    {
        var all = Scenarios.All.Select(s => s.Configuration).ToArray();
        Assert.That(all.Select(c => string.Join(",", c.Events.Weights.Types.OrderBy(t => t.Key).Select(t => $"{t.Key}{t.Value}"))), Is.Unique);
        Assert.That(all.Select(c => string.Join(",", c.Features.Declared.Select(d => d.Called))), Is.Unique);
        Assert.That(all.Select(c => c.Events.State.NeighbourDays).Distinct().Count(), Is.GreaterThan(6));
        Assert.That(all.Select(c => string.Join(",", c.Rerank.Seen)).Distinct().Count(), Is.GreaterThan(6));
        Assert.That(all.Select(c => c.Rerank.Relevance).Distinct().Count(), Is.GreaterThan(4));
    }

    [TestCaseSource(nameof(Names))]
    public void A_preset_answers_on_a_log_like_its_own_with_lists_that_keep_its_rules(string name)
    {
        var recommender = Train(name);
        var scenario = Scenarios.Find(name)!.Configuration;
        using var state = recommender.World.Open();
        var users = s_logs[Matching(name)].Where(e => e is { Kind: EventKind.Interaction, User: not null }).Select(e => e.User!).Distinct().Take(20).ToArray();
        foreach (string user in users)
        {
            var items = recommender.Recommend(user, 10).Items.Select(i => state.FindItem(i.Item)!).ToArray();
            Assert.That(items, Has.Length.EqualTo(10), user);
            foreach (var rule in scenario.Rerank.Rules.Where(r => r.Kind == ItemRuleKind.AtMost))
                Assert.That(items.Where(i => i.Field(rule.Field) is not null).GroupBy(i => i.Field(rule.Field)!.Value.ToString()).Select(g => g.Count()), Is.All.LessThanOrEqualTo((int)rule.Amount), rule.Field);
        }
    }

    [Test]
    public void A_shop_brings_back_what_is_used_up_and_a_news_site_nothing_that_was_opened()
    {
        Assert.That(Returning("ecommerce"), Is.GreaterThan(0.05), "repeat consumption is named again");
        Assert.That(Returning("news"), Is.Zero);
        Assert.That(Returning("music"), Is.GreaterThan(0.05));
    }

    [Test]
    public void A_news_site_keeps_room_for_what_came_today_where_the_same_models_without_the_preset_do_not()
    {
        Assert.That(New("news", quota: true), Is.GreaterThanOrEqualTo(0.29));
        Assert.That(New("news", quota: false), Is.LessThan(New("news", quota: true)));
    }

    private static IEnumerable<string> Names() => Scenarios.Names;

    // Which simulated world is like which scenario: repeat consumption, fast turnover, a growing library.
    private static string Matching(string name) => name switch
    {
        "news" or "social" or "advertising" => "news",
        "video" or "music" or "education" => "video",
        _ => "shop",
    };

    private static Event[] Log(string theme)
    {
        lock (s_logs)
        {
            if (!s_logs.TryGetValue(theme, out var log))
            {
                var options = SimulationOptions.For(theme) with { Users = 120, Items = theme == "news" ? 240 : 90, Days = 10 };
                if (theme == "video")
                    options = options with { RepeatCategories = 0.5, RepeatDays = 2 };
                s_logs[theme] = log = [.. new Simulator(options).Events(RunSettings.Default)];
            }
            return log;
        }
    }

    private static Recommender Train(string name, bool quota = true)
    {
        var configuration = Scenarios.Find(name)!.Configuration;
        // Pairs and live sources are enough to see the rules at work; the pipeline has tests of its own.
        configuration = configuration with { Recall = new() { Models = ["item-knn"] }, Rerank = quota ? configuration.Rerank : configuration.Rerank with { Rerankers = [] } };
        string path = Path.Combine(Path.GetTempPath(), $"scenario-{Guid.NewGuid():N}.recsys");
        try
        {
            new RecommenderRun(configuration).Train(Log(Matching(name)), RunSettings.Default).Save(path);
            return Recommender.Open(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Share of recommended items that the user has had before.</summary>
    private static double Returning(string name)
    {
        var recommender = Train(name);
        var known = Log(Matching(name)).Where(e => e is { Kind: EventKind.Interaction, User: not null }).GroupBy(e => e.User!).ToDictionary(g => g.Key, g => g.Select(e => e.Item!).ToHashSet());
        var shares = known.Take(40).Select(u => recommender.Recommend(u.Key, 10).Items.Count(i => u.Value.Contains(i.Item)) / 10.0);
        return shares.Average();
    }

    /// <summary>Share of recommended items that came in the last twelve hours.</summary>
    private static double New(string name, bool quota)
    {
        var recommender = Train(name, quota);
        using var state = recommender.World.Open();
        var users = Log(Matching(name)).Where(e => e is { Kind: EventKind.Interaction, User: not null }).Select(e => e.User!).Distinct().Take(30);
        return users.Average(u => recommender.Recommend(u, 10).Items.Count(i => recommender.Now - state.FindItem(i.Item)!.FirstSeen < 12 * 3_600_000L) / 10.0);
    }
}
