namespace Recsys.MLNet.BrowserTests;

/// <summary>The dashboard as people meet it, in a real browser.</summary>
[TestFixture]
public sealed class DashboardTests
{
    private Page _page = null!;

    [SetUp]
    public async Task Open()
    {
        _page = await ServedShop.Browser.Open();
        await _page.Size(1280, 900);
        await _page.Go(ServedShop.Address + "/");
        await _page.Until("document.querySelector('#status').textContent === 'Ready'");
    }

    [TearDown]
    public async Task Close()
    {
        Assert.That(_page.Errors, Is.Empty, "nothing goes wrong in the page");
        await _page.Close();
    }

    private async Task Ask(string user)
    {
        await _page.Value($"document.querySelector('[name=user]').value = '{user}'");
        await _page.Click("#try button");
        await _page.Until($"document.querySelectorAll('#list > li').length === 10 && document.querySelector('#status').textContent.includes('{user}')");
    }

    [Test]
    public async Task It_loads_with_no_request_to_anywhere_else()
    {
        await Ask("u1");
        Assert.That(_page.Requested, Is.Not.Empty);
        Assert.That(_page.Requested.Where(u => !u.StartsWith(ServedShop.Address, StringComparison.Ordinal) && !u.StartsWith("data:", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_list_has_reasons_and_contributions_and_changes_with_a_click()
    {
        await Ask("u2");
        string[] before = await _page.Texts("#list .name");
        Assert.That(before, Is.Unique.And.Length.EqualTo(10));
        Assert.That((await _page.Texts("#list .why")).Count(w => w.Contains("because", StringComparison.Ordinal) || w.Contains("from ", StringComparison.Ordinal) || w.Contains("popular", StringComparison.Ordinal)), Is.GreaterThan(0));
        await _page.Click("#list > li:first-child summary");
        Assert.That(await _page.Number("document.querySelectorAll('#list > li:first-child details tr').length"), Is.GreaterThan(3), "the figures behind the score");
        await _page.Click("#list > li:first-child button[aria-label^=purchase]");
        await _page.Until($"document.querySelectorAll('#list > li').length > 0 && ![...document.querySelectorAll('#list .name')].some(n => n.textContent === {System.Text.Json.JsonSerializer.Serialize(before[0])})");
        Assert.That(await _page.Number("document.querySelectorAll('#list .moved').length"), Is.GreaterThan(0), "what moved is marked");
        await _page.Picture("try");
    }

    [Test]
    public async Task A_user_can_be_invented_and_gets_a_list()
    {
        await _page.Click("#invent");
        await _page.Until("document.querySelectorAll('#list > li').length === 10");
        Assert.That(await _page.Text("document.querySelector('[name=user]').value"), Does.StartWith("visitor-"));
    }

    [Test]
    public async Task Traffic_stages_models_metrics_importance_and_experiments_are_shown()
    {
        await Ask("u3");
        await _page.Until("[...document.querySelectorAll('#traffic tr')].some(r => r.cells[0].textContent === 'recommend' && Number(r.cells[1].textContent) > 0)");
        Assert.That(await _page.Texts("#stages th"), Has.Member("recall").And.Member("rank").And.Member("rerank"));
        string models = await _page.Text("document.querySelector('#models').textContent");
        Assert.That(models, Does.Contain(ServedShop.Engine.Models[0].Version).And.Contain("ndcg@10").And.Contain("0.2345 (0.2000 to 0.2700)").And.Contain("coverage@10").And.Contain("diversity@10"));
        Assert.That(await _page.Texts("#models details summary"), Has.Member("What the ranker pays attention to"));
        await _page.Until("document.querySelector('#experiments').textContent.includes('Shadows')");
        Assert.That(await _page.Text("document.querySelector('#experiments').textContent"), Does.Contain("home").And.Contain("50 %"));
        await _page.Picture("dashboard");
    }

    [Test]
    public async Task Events_appear_as_they_come_without_whose_they_are()
    {
        await ServedShop.Engine.IngestAsync(new Data.Event { Kind = Data.EventKind.Interaction, Type = "watch", User = "secret-person", Item = "i7", Timestamp = 1_700_000_000_000 });
        await _page.Until("[...document.querySelectorAll('#events tr')].some(r => r.textContent.includes('watch') && r.textContent.includes('i7'))");
        Assert.That(await _page.Text("document.body.textContent"), Does.Not.Contain("secret-person"));
    }

    [Test]
    public async Task Everything_can_be_done_with_the_keyboard_and_focus_can_be_seen()
    {
        await _page.Value("document.querySelector('[name=user]').focus()");
        await _page.Value("document.querySelector('[name=user]').value = 'u4'");
        await _page.Press("Enter");
        await _page.Until("document.querySelectorAll('#list > li').length === 10");
        for (int n = 0; n < 40 && await _page.Text("document.activeElement.textContent") != "click"; n++)
            await _page.Press("Tab");
        Assert.That(await _page.Text("document.activeElement.getAttribute('aria-label')"), Does.StartWith("click "));
        Assert.That(await _page.Text("getComputedStyle(document.activeElement).outlineStyle"), Is.EqualTo("solid"));
        string item = (await _page.Text("document.activeElement.getAttribute('aria-label')"))["click ".Length..];
        // The list from before the key stands until the event is accepted: wait for the one after it, not for what is true already.
        await _page.Value("void (window.listBefore = document.querySelector('#list > li'))");
        await _page.Press("Enter");
        await _page.Until("!window.listBefore.isConnected && document.activeElement.closest('#list button')");
        Assert.That(ServedShop.Engine.Export("u4").Select(e => (e.Event.Type, e.Event.Item)), Has.Member(("click", item)), "the key did what a mouse does");
        Assert.That(await _page.Texts("input:not([type=hidden])"), Is.Not.Empty);
        Assert.That(await _page.Number("[...document.querySelectorAll('input, select')].filter(f => !f.closest('label')).length"), Is.Zero, "every field has its label");
        Assert.That(await _page.Number("[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel).length"), Is.Zero, "every button has a name");
    }

    [TestCase(320, false)]
    [TestCase(320, true)]
    [TestCase(1280, true)]
    public async Task Nothing_runs_out_of_a_narrow_window_and_text_stands_out_in_the_dark(int width, bool dark)
    {
        await _page.Size(width, 800);
        await _page.Dark(dark);
        await Ask("u5");
        Assert.That(await _page.Number("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        // Contrast of text against the page as WCAG 2.2 defines it, on what the browser computed.
        double contrast = await _page.Number("""
            (() => {
              const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgb = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
              const light = colour => rgb(colour).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const page = getComputedStyle(document.body).backgroundColor;
              const behind = page === 'rgba(0, 0, 0, 0)' ? 'Canvas' : page;
              const against = colour => { const [a, b] = [light(colour), light(behind)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
              return Math.min(against(getComputedStyle(document.body).color), against(getComputedStyle(document.querySelector('nav a')).color));
            })()
            """);
        Assert.That(contrast, Is.GreaterThan(4.5));
        await _page.Picture($"width-{width}{(dark ? "-dark" : "")}");
    }
}
