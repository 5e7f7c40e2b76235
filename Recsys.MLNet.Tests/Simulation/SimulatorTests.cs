using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Simulation;

namespace Recsys.MLNet.Tests.Simulation;

[TestFixture]
public sealed class SimulatorTests
{
    private static readonly SimulationOptions s_small = SimulationOptions.Shop with { Users = 400, Items = 200, Days = 20 };
    private static readonly Lazy<List<SimulatedEvent>> s_log = new(() => Run(s_small));

    private static List<SimulatedEvent> Run(SimulationOptions options, int seed = 1, int threads = 1) => [.. new Simulator(options).Run(new() { Seed = seed, Threads = threads })];

    private static List<Event> Log => [.. s_log.Value.Select(e => e.Event)];

    private static string Text(IEnumerable<SimulatedEvent> log) => string.Join('\n', log.Select(e => System.Text.Encoding.UTF8.GetString(EventJson.ToUtf8(e.Event))));

    [Test]
    public void The_log_repeats_exactly_for_a_seed_on_any_number_of_threads()
    {
        var options = s_small with { Users = 150, Days = 6 };
        string once = Text(Run(options));
        Assert.That(Text(Run(options, threads: 4)), Is.EqualTo(once));
        Assert.That(Text(Run(options, seed: 2)), Is.Not.EqualTo(once));
    }

    [Test]
    public void The_log_is_in_order_of_time_with_ids_that_occur_once()
    {
        Assert.That(Log.Select(e => e.Timestamp), Is.Ordered);
        Assert.That(Log.Select(e => e.Id).Distinct().Count(), Is.EqualTo(Log.Count));
        Assert.That(Log.Select(e => e.Clock), Is.All.EqualTo(EventClock.Absolute));
    }

    [Test]
    public void Users_look_as_far_down_as_the_position_bias_says()
    {
        var pages = s_log.Value.Where(e => e.Truth is not null && e.Event.Items.Count == 12).ToList();
        foreach (int place in new[] { 0, 1, 4, 11 })
        {
            double share = pages.Count(p => p.Truth!.Examined > place) / (double)pages.Count;
            Assert.That(share, Is.EqualTo(s_small.Examination(place)).Within(0.03), $"place {place} of {pages.Count} pages");
        }
        var seen = pages.Where(p => p.Event.Items[0].Visible is not null).ToList();
        Assert.That(seen, Is.Not.Empty);
        Assert.That(seen.All(p => p.Event.Items.Count(i => i.Visible == true) == p.Truth!.Examined));
    }

    [Test]
    public void Users_click_what_they_look_at_as_often_as_its_true_relevance()
    {
        double expected = s_log.Value.Where(e => e.Truth is not null).Sum(e => e.Truth!.Relevance.Take(e.Truth.Examined).Sum(r => (double)r));
        int clicks = Log.Count(e => e.Type == "click");
        // A click can change the need for the rest of the page, so the sum is close, not exact.
        Assert.That(clicks, Is.EqualTo(expected).Within(0.1 * expected));
        Assert.That(clicks, Is.GreaterThan(1000));
    }

    [Test]
    public void Every_click_answers_a_page_that_showed_the_item_to_the_same_session()
    {
        var pages = Log.Where(e => e.Kind == EventKind.Ranking).ToDictionary(e => e.Id!);
        foreach (var click in Log.Where(e => e.Type == "click"))
        {
            var page = pages[click.Ranking!];
            Assert.That((page.Session, page.Items.Any(i => i.Id == click.Item), page.Timestamp < click.Timestamp), Is.EqualTo((click.Session, true, true)));
        }
    }

    [Test]
    public void Users_have_tastes_of_their_own()
    {
        var category = Log.Where(e => e.Kind == EventKind.Item && e.Available == true).ToDictionary(e => e.Item!, e => e.Field("category")!.Value.Text);
        var clicks = Log.Where(e => e.Type == "click" && e.User is not null).GroupBy(e => e.User).Where(g => g.Count() >= 10).ToList();
        double ofTopTwo = clicks.Average(g => g.GroupBy(e => category[e.Item!]).Select(c => c.Count()).OrderDescending().Take(2).Sum() / (double)g.Count());
        Assert.That(clicks, Has.Count.GreaterThan(20));
        Assert.That(ofTopTwo, Is.GreaterThan(0.4), "sixteen categories at random would give about .2 to .3");
    }

    [Test]
    public void Titles_are_in_english_and_chinese()
    {
        var languages = Log.Where(e => e.Kind == EventKind.Item && e.Available == true).GroupBy(e => e.Field("language")!.Value.Text).ToDictionary(g => g.Key!, g => g.ToList());
        Assert.That(languages["zh"].All(e => e.Field("title")!.Value.Text!.Any(c => c >= 0x4E00)));
        Assert.That(languages["en"].All(e => e.Field("title")!.Value.Text!.All(c => c < 0x80)));
        Assert.That(languages["zh"].Count / 200.0, Is.EqualTo(0.3).Within(0.1));
    }

    [Test]
    public void Items_and_users_come_and_go()
    {
        var born = Log.Where(e => e.Kind == EventKind.Item && e.Available == true).ToDictionary(e => e.Item!, e => e.Timestamp);
        var gone = Log.Where(e => e.Kind == EventKind.Item && e.Available == false).ToDictionary(e => e.Item!, e => e.Timestamp);
        Assert.That(born.Values.Count(t => t > s_small.Start), Is.EqualTo(60).Within(25));
        Assert.That(gone, Is.Not.Empty);
        foreach (var page in Log.Where(e => e.Kind == EventKind.Ranking))
            foreach (var item in page.Items)
                Assert.That(page.Timestamp >= born[item.Id] && page.Timestamp < gone.GetValueOrDefault(item.Id, long.MaxValue), item.Id);
        Assert.That(Log.Count(e => e.Kind == EventKind.User && e.Merge is null && e.Timestamp > s_small.Start), Is.EqualTo(120).Within(30));
    }

    [Test]
    public void Sessions_begin_without_login_and_some_are_merged()
    {
        Assert.That(Log.Count(e => e.Kind == EventKind.Ranking && e.User is null), Is.GreaterThan(100));
        Assert.That(Log.Count(e => e.Merge is not null), Is.GreaterThan(20));
        var log = InteractionLogBuilder.From(Log);
        Assert.That(log.Count, Is.EqualTo(Log.Count(e => e.Kind == EventKind.Interaction)));
    }

    [Test]
    public void Things_used_up_are_bought_again_and_news_are_not()
    {
        static int Repeats(IEnumerable<Event> log, string type) => log.Where(e => e.Type == type && e.User is not null).GroupBy(e => (e.User, e.Item)).Count(g => g.Count() > 1);
        Assert.That(Repeats(Log, "purchase"), Is.GreaterThan(10));
        Assert.That(Log.Count(e => e.Type == "purchase" && e.Ranking is null), Is.GreaterThan(10));
        var news = Run(SimulationOptions.News with { Users = 200, Items = 300, Days = 10 }).Select(e => e.Event).ToList();
        Assert.That(news.Any(e => e.Kind == EventKind.Interaction && e.Ranking is null), Is.False);
        Assert.That(news.Select(e => e.Type).Distinct(), Does.Contain("read").And.Not.Contains("purchase"));
    }

    [Test]
    public void Tastes_drift()
    {
        static double SameTaste(double drift)
        {
            var log = Run(s_small with { Users = 200, Days = 40, DriftPerDay = drift, SessionsPerDay = 1 }).Select(e => e.Event).ToList();
            var category = log.Where(e => e.Kind == EventKind.Item && e.Available == true).ToDictionary(e => e.Item!, e => e.Field("category")!.Value.Text!);
            long middle = s_small.Start + 20 * 86_400_000L;
            var users = log.Where(e => e.Type == "click" && e.User is not null).GroupBy(e => e.User).Where(g => g.Count(e => e.Timestamp < middle) > 8 && g.Count(e => e.Timestamp >= middle) > 8);
            return users.Average(g =>
            {
                var early = g.Where(e => e.Timestamp < middle).Select(e => category[e.Item!]).GroupBy(c => c).OrderByDescending(c => c.Count()).Take(4).Select(c => c.Key).ToHashSet();
                return g.Where(e => e.Timestamp >= middle).Average(e => early.Contains(category[e.Item!]) ? 1.0 : 0);
            });
        }
        Assert.That(SameTaste(0), Is.GreaterThan(SameTaste(0.3) + 0.1));
    }

    [Test]
    public void Without_position_bias_every_place_is_looked_at()
    {
        var log = Run(s_small with { Users = 50, Days = 3, PositionBias = 0 });
        Assert.That(log.Where(e => e.Truth is not null).All(e => e.Truth!.Examined == e.Event.Items.Count));
    }

    [Test]
    public void Every_wrong_setting_is_named_at_once()
    {
        var wrong = new SimulationOptions { Users = 0, Items = 3, Chinese = 2, Funnel = [], Theme = "zoo" };
        Assert.That(wrong.Problems().Select(p => p.Option), Is.EquivalentTo(new[] { "Theme", "Users", "Items", "Chinese", "Funnel" }));
        Assert.That(() => new Simulator(wrong), Throws.ArgumentException.With.Message.Contains("SimulationOptions.Users is 0"));
        Assert.That(() => SimulationOptions.For("zoo"), Throws.ArgumentException.With.Message.Contains("expected shop, news or video"));
        foreach (var preset in new[] { SimulationOptions.Shop, SimulationOptions.News, SimulationOptions.Video })
            Assert.That(preset.Problems(), Is.Empty, preset.Theme);
    }
}
