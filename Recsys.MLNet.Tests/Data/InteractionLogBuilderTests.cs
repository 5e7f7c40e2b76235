using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class InteractionLogBuilderTests
{
    private static Event Did(string actor, string item, string type = "click", long time = 0, string? id = null, bool session = false, double? value = null, EventClock clock = EventClock.Absolute) => new()
    {
        Kind = EventKind.Interaction,
        Id = id,
        Timestamp = time,
        Clock = clock,
        User = session ? null : actor,
        Session = session ? actor : null,
        Item = item,
        Type = type,
        Fields = value is { } v ? [new("value", FieldValue.Of(v))] : [],
    };

    private static Event Login(string user, string session) => new() { Kind = EventKind.User, User = user, Merge = session };

    private static Event Item(string item, bool? available = null, string? source = null, params Field[] fields) => new() { Kind = EventKind.Item, Item = item, Available = available, SourceId = source, Fields = fields };

    private static (string User, string Item)[] Pairs(InteractionLog log) => [.. Enumerable.Range(0, log.Count).Select(i => (log.Users[log.UserOf[i]], log.Items[log.ItemOf[i]]))];

    [Test]
    public void The_order_of_events_is_kept_whatever_their_times()
    {
        var log = InteractionLogBuilder.From([Did("u", "a", time: 9), Did("v", "b", time: 1), Did("u", "b", time: 5)]);
        Assert.That(Pairs(log), Is.EqualTo(new[] { ("u", "a"), ("v", "b"), ("u", "b") }));
        Assert.That(log.TimeOf, Is.EqualTo(new long[] { 9, 1, 5 }));
    }

    [Test]
    public void Events_of_one_id_count_once()
    {
        var builder = new InteractionLogBuilder();
        foreach (var e in new[] { Did("u", "a", id: "1"), Did("u", "a", id: "1"), Did("u", "a"), Did("u", "a"), Did("u", "a", id: "1") with { Tenant = "other" } })
            builder.Add(e);
        Assert.That((builder.Count, builder.Duplicates), Is.EqualTo((4, 1L)));
    }

    [Test]
    public void Types_weigh_what_the_options_say_and_weightless_ones_are_left_out()
    {
        var log = InteractionLogBuilder.From([Did("u", "a"), Did("u", "a", "purchase"), Did("u", "a", "impression"), Did("u", "b", "rating", value: 4), Did("u", "b", "rating", value: 0), Did("u", "b", "waved")]);
        Assert.That(log.WeightOf, Is.EqualTo(new float[] { 1, 5, 4, 0, 1 }));
        Assert.That(log.Types.Ids, Is.EqualTo(new[] { "click", "purchase", "rating", "waved" }));
    }

    [Test]
    public void Options_that_make_no_sense_are_all_named()
    {
        var problems = new InteractionWeights { Other = -1, ValueField = "", Types = new Dictionary<string, float> { ["a"] = float.NaN } }.Problems();
        Assert.That(problems.Select(p => p.Option), Is.EquivalentTo(new[] { "Other", "ValueField", "Types" }));
        Assert.That(InteractionWeights.Default.Problems(), Is.Empty);
    }

    [Test]
    public void A_session_that_logs_in_becomes_the_user_before_and_after()
    {
        var log = InteractionLogBuilder.From([Did("u", "a"), Did("s", "b", session: true), Did("s2", "c", session: true), Login("u", "s"), Did("s", "d", session: true)]);
        Assert.That(Pairs(log), Is.EqualTo(new[] { ("u", "a"), ("u", "b"), ("s2", "c"), ("u", "d") }));
        Assert.That(log.Users.Ids, Is.EqualTo(new[] { "u", "s2" }));
    }

    [Test]
    public void A_session_used_by_a_second_user_leaves_the_first_what_was_theirs()
    {
        var log = InteractionLogBuilder.From([Did("s", "a", session: true), Login("u", "s"), Did("s", "b", session: true), Login("v", "s"), Did("s", "c", session: true)]);
        Assert.That(Pairs(log), Is.EqualTo(new[] { ("u", "a"), ("u", "b"), ("v", "c") }));
    }

    [Test]
    public void Item_events_replace_the_fields_they_name_and_withdraw()
    {
        var log = InteractionLogBuilder.From([Item("a", source: "7", fields: [new("title", FieldValue.Of("tea")), new("price", FieldValue.Of(2))]), Item("b"), Did("u", "a"), Item("a", available: false, fields: new Field("price", FieldValue.Of(3)))]);
        Assert.That(log.Catalogue.TextOf(0, "title", "price", "none"), Is.EqualTo("tea 3"));
        Assert.That((log.Catalogue.SourceIdOf(0), log.Catalogue.IsAvailable(0), log.Catalogue.IsAvailable(1), log.Catalogue.IsAvailable(99)), Is.EqualTo(("7", false, true, true)));
        Assert.That(log.Items.Ids, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void The_log_tells_the_weakest_clock()
    {
        Assert.That(InteractionLogBuilder.From([Did("u", "a")]).Clock, Is.EqualTo(EventClock.Absolute));
        Assert.That(InteractionLogBuilder.From([Did("u", "a", clock: EventClock.Order), Did("u", "a"), Did("u", "a", clock: EventClock.Relative)]).Clock, Is.EqualTo(EventClock.Order));
    }

    [Test]
    public void An_id_is_told_from_another_that_only_joins_to_the_same_text()
    {
        var ids = new EventIdSet();
        Assert.That(ids.Add(new Event { Kind = EventKind.User, Tenant = "ab", Id = "c" }), Is.True);
        Assert.That(ids.Add(new Event { Kind = EventKind.User, Tenant = "a", Id = "bc" }), Is.True);
        Assert.That(ids.Add(new Event { Kind = EventKind.User, Tenant = "a", Id = "bc" }), Is.False);
        Assert.That(Enumerable.Range(0, 200_000).Count(i => ids.Add(new Event { Kind = EventKind.User, Id = $"e{i}" })), Is.EqualTo(200_000));
    }
}
