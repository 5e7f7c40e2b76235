using Recsys.MLNet.Data;

namespace Recsys.MLNet.BrowserTests;

/// <summary>The tracker in a shop's page, judged by the events that reach the service.</summary>
[TestFixture]
public sealed class TrackerTests
{
    private Page _page = null!;

    [SetUp]
    public async Task Open() => _page = await ServedShop.Browser.Open();

    [TearDown]
    public async Task Close()
    {
        Assert.That(_page.Errors, Is.Empty);
        await _page.Close();
    }

    private async Task<string> Shop(bool consent)
    {
        await _page.Size(800, 600);
        await _page.Go(ServedShop.Address + "/shop?consent=" + (consent ? "true" : "false"));
        return await _page.Text("sessionStorage.getItem('recsys.session')");
    }

    private static List<Event> Of(string session) => [.. ServedShop.Engine.Export(session).Select(e => e.Event)];

    private async Task<List<Event>> Until(Func<List<Event>, bool> enough)
    {
        long end = Environment.TickCount64 + 20_000;
        while (true)
        {
            string session = await _page.Text("sessionStorage.getItem('recsys.session') || 'none yet'");
            var events = Of(session);
            if (enough(events))
                return events;
            Assert.That(Environment.TickCount64, Is.LessThan(end), $"only {events.Count} events came");
            await Task.Delay(100);
        }
    }

    [Test]
    public async Task Items_on_screen_for_a_second_are_views_and_those_below_are_not()
    {
        await Shop(consent: true);
        var views = await Until(events => events.Count(e => e.Type == "impression") >= 4);
        Assert.That(views.Select(e => e.Item), Has.Member("i1").And.No.Member("i20"));
        Assert.That(views, Has.All.Property(nameof(Event.Ranking)).EqualTo("list-1"));
        Assert.That(views.Select(e => e.Id), Is.Unique);
        int requests = _page.Requested.Count(u => u.EndsWith("/feedback", StringComparison.Ordinal));
        Assert.That(requests, Is.LessThan(views.Count), "events travel in batches");
        await _page.Value("document.querySelector('[data-item=i20]').scrollIntoView()");
        await Until(events => events.Any(e => e.Item == "i20"));
    }

    [Test]
    public async Task Clicks_carry_item_list_and_what_kind_they_are()
    {
        await Shop(consent: true);
        await _page.Click("[data-item=i2] a");
        await _page.Click("[data-item=i3] button");
        var events = await Until(all => all.Any(e => e.Type == "cart") && all.Any(e => e.Type == "click"));
        var click = events.Single(e => e.Type == "click");
        Assert.That((click.Item, click.Ranking), Is.EqualTo(("i2", "list-1")));
        Assert.That(events.Single(e => e.Type == "cart").Item, Is.EqualTo("i3"));
    }

    [Test]
    public async Task Without_consent_nothing_is_sent_or_remembered_and_with_it_the_next_click_is()
    {
        string session = await Shop(consent: false);
        await _page.Click("[data-item=i2] a");
        await Task.Delay(3500); // longer than a view and a batch take
        Assert.That(session, Is.Empty);
        Assert.That(_page.Requested.Where(u => u.EndsWith("/feedback", StringComparison.Ordinal)), Is.Empty);
        Assert.That(await _page.Text("sessionStorage.getItem('recsys.session')"), Is.Empty);
        await _page.Value("recsys.consent(true)");
        await _page.Click("[data-item=i4] a");
        await Until(events => events.Any(e => e.Type == "click" && e.Item == "i4"));
    }

    [Test]
    public async Task What_waits_is_sent_when_the_page_is_left()
    {
        await Shop(consent: true);
        await _page.Click("[data-item=i5] a");
        string session = await _page.Text("sessionStorage.getItem('recsys.session')");
        await _page.Go(ServedShop.Address + "/health/live"); // at once: before the batch would have gone
        long end = Environment.TickCount64 + 15_000;
        while (!Of(session).Any(e => e.Type == "click" && e.Item == "i5"))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(end), "the click was lost with the page");
            await Task.Delay(100);
        }
    }

    [Test]
    public async Task A_session_becomes_the_user_who_signs_in()
    {
        await Shop(consent: true);
        await _page.Click("[data-item=i6] a");
        await Until(events => events.Any(e => e.Type == "click"));
        string session = await _page.Text("sessionStorage.getItem('recsys.session')"), user = "person-" + session[..6];
        await _page.Value($"recsys.identify('{user}')");
        await _page.Value("recsys.flush()");
        long end = Environment.TickCount64 + 15_000;
        while (!ServedShop.Engine.World.SessionsOf(user).Contains(session))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(end));
            await Task.Delay(100);
        }
    }
}
