using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.Ranking;

[TestFixture]
public sealed class RequestLogTests
{
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    [Test]
    public void An_outcome_belongs_to_the_ranking_it_names_and_the_most_valuable_one_counts()
    {
        var page = Read(Page("r1", "u", 0, "a", "b", "c"), Act("u", "b", "click", Minute, "r1"), Act("u", "b", "purchase", Day, "r1"), End).Single();
        Assert.That(page.IsPage);
        Assert.That(Grades(page), Is.EqualTo(new[] { 0, 3, 0 }));
        Assert.That(page.Outcomes[1], Is.EqualTo(1 + 4), "clicked and bought, never in the cart");
    }

    [Test]
    public void Without_a_ranking_the_last_exposure_of_the_item_to_the_user_counts()
    {
        var requests = Read(Page("r1", "u", 0, "a", "b"), Page("r2", "u", Minute, "b", "c"), Page("r3", "v", Minute, "b", "c"), Act("u", "b", "click", 2 * Minute), End);
        Assert.That(requests.Single().Time, Is.EqualTo(Minute));
        Assert.That(requests.Single().Actor, Is.EqualTo("u"));
    }

    [Test]
    public void Each_behaviour_has_a_window_of_its_own_and_what_comes_later_is_a_request_of_its_own()
    {
        var requests = Read(Page("r1", "u", 0, "a", "b"), Act("u", "a", "purchase", 3 * Day), Act("u", "b", "click", 31 * Minute), End);
        Assert.That(requests.Select(r => (r.IsPage, (int)r.Best)), Is.EquivalentTo(new[] { (true, 3), (false, 1) }));
    }

    [Test]
    public void An_interaction_that_no_page_explains_is_a_request_and_later_stages_raise_it()
    {
        var requests = Read(Act("u", "a", "click", 0), Act("u", "a", "cart", Minute), Act("u", "b", "click", Hour), Act("u", "c", "click", Hour + 200), End);
        Assert.That(requests, Has.Count.EqualTo(2));
        Assert.That(Grades(requests[0]), Is.EqualTo(new[] { 2 }));
        Assert.That(requests[1].Items, Has.Length.EqualTo(2), "clicks of one second are taken together");
        Assert.That(requests.Select(r => r.Before), Is.EqualTo(new[] { 0, 2 }), "interactions before the request");
    }

    [Test]
    public void Requests_whose_window_is_open_are_left_out_not_taken_for_refusals()
    {
        var log = new RequestLog(Usual);
        Add(log, Page("r1", "u", 0, "a"), Act("u", "a", "click", 1000, "r1"), Act("x", "z", "purchase", Day), Page("r2", "u", 5 * Day, "b", "c"), Act("u", "b", "click", 5 * Day + 1000, "r2"), Act("w", "q", "click", 9 * Day));
        Assert.That(log.Finish().Select(r => r.Time), Is.EqualTo(new[] { 0L, Day }), "the page of day 5 may still sell");
        Assert.That(log.Immature, Is.EqualTo(2));
    }

    [Test]
    public void Where_nothing_is_ever_bought_no_purchase_is_waited_for()
    {
        var log = new RequestLog(Usual);
        Add(log, Act("u", "a", "click", 0), Act("u", "b", "click", Day), Act("u", "c", "click", Day + Hour));
        Assert.That(log.Finish().Select(r => r.Time), Is.EqualTo(new[] { 0L, Day }));
    }

    [Test]
    public void Items_are_examined_down_to_one_below_the_last_outcome_or_as_the_log_says()
    {
        var page = Read(Page("r1", "u", 0, "a", "b", "c", "d", "e"), Act("u", "b", "click", Minute, "r1"), End).Single();
        Assert.That(Enumerable.Range(0, 5).Select(page.Examined), Is.EqualTo(new[] { true, true, true, false, false }));

        var marked = Page("r2", "u", 0, "a", "b", "c", "d");
        marked = marked with { Items = [.. marked.Items.Select((item, i) => item with { Visible = i is 0 or 3 })] };
        page = Read(marked, Act("u", "b", "click", Minute, "r2"), End).Single();
        Assert.That(Enumerable.Range(0, 4).Select(page.Examined), Is.EqualTo(new[] { true, true, false, true }), "b was clicked, so it was seen");
    }

    [Test]
    public void Beyond_its_room_it_keeps_an_even_part()
    {
        var log = new RequestLog(Usual, most: 100);
        for (int i = 0; i < 5000; i++)
            log.Add(Act("u" + i, "a", "click", i * Minute), i, i, 1);
        log.Add(End, 5000, 5000, 1);
        var kept = log.Finish();
        Assert.That(kept, Has.Count.InRange(50, 100));
        Assert.That(kept.Average(r => r.Event), Is.EqualTo(2500).Within(700), "not the newest, not the oldest");
    }

    private static int[] Grades(LoggedRequest request) => [.. Enumerable.Range(0, request.Items.Length).Select(i => (int)request.Grade(i))];

    [Test]
    public void The_longest_look_counts_and_silence_is_not_zero()
    {
        static Event Look(string item, long time, double seconds) => Act("u", item, "click", time, "r1") with { Fields = [new("dwell", FieldValue.Of(seconds))] };
        var page = Read(Page("r1", "u", 0, "a", "b", "c"), Look("a", 1000, 12), Look("a", 2000, 40), Look("a", 3000, 7), Act("u", "b", "click", 4000, "r1"), End).Single();
        Assert.That(Enumerable.Range(0, 3).Select(page.DwellOf), Is.EqualTo(new[] { 40, float.NaN, 0 }));
        var own = Read(Act("u", "a", "click", 0), Act("u", "b", "dwell", 500) with { Fields = [new("value", FieldValue.Of(9.5))] }, End).Single();
        Assert.That(Enumerable.Range(0, 2).Select(own.DwellOf), Is.EqualTo(new[] { float.NaN, 9.5f }), "an interaction of the type dwell carries it as its value");
        Assert.That(Outcomes.DwellOf(Act("u", "a", "click", 0) with { Fields = [new("dwell", FieldValue.Of(-1.0))] }), Is.NaN);
    }

    private static Outcomes Usual => new(new RankerOptions(), new StateOptions());

    private static Event End => new() { Kind = EventKind.Item, Item = "z", Timestamp = 40 * Day };

    private static IReadOnlyList<LoggedRequest> Read(params Event[] events)
    {
        var log = new RequestLog(Usual);
        Add(log, events);
        return log.Finish();
    }

    private static void Add(RequestLog log, params Event[] events)
    {
        int before = 0;
        for (int i = 0; i < events.Length; i++)
        {
            log.Add(events[i], i, before, items: 0);
            before += events[i].Kind == EventKind.Interaction ? 1 : 0;
        }
    }

    private static Event Page(string id, string user, long time, params string[] items) =>
        new() { Kind = EventKind.Ranking, Id = id, User = user, Timestamp = time, Items = [.. items.Select(i => new RankedItem { Id = i })] };

    private static Event Act(string user, string item, string type, long time, string? ranking = null) =>
        new() { Kind = EventKind.Interaction, User = user, Item = item, Type = type, Timestamp = time, Ranking = ranking };
}
