using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.Features.Declared;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Features;

[TestFixture]
public sealed class DeclaredFeatureTests
{
    [Test]
    public void Numbers_one_hot_and_index_come_from_fields_and_are_missing_with_them()
    {
        Event[] log = [Shop.Item("a", "c1", 12, brand: "b2"), Shop.Item("b", "other", brand: "unheard of"), Shop.Do("u", "c")];
        var rows = Rows(log, "u", Shop.Start, "a", "b", "c");
        Assert.Multiple(() =>
        {
            Assert.That(rows.Of("price"), Is.EqualTo(new[] { 12, float.NaN, float.NaN }));
            Assert.That(rows.Of("is_category_0"), Is.EqualTo(new[] { 0, 0, float.NaN }));
            Assert.That(rows.Of("is_category_1"), Is.EqualTo(new[] { 1, 0, float.NaN }));
            Assert.That(rows.Of("brand"), Is.EqualTo(new[] { 2, 3, float.NaN }), "an unknown value has the number after the last");
        });
    }

    [Test]
    public void Window_counts_forget_what_left_the_window()
    {
        Event[] log =
        [
            Shop.Do("u", "a", at: Shop.Start), Shop.Do("v", "a", at: Shop.Start + 3 * Shop.Day), Shop.Do("u", "a", at: Shop.Start + 3 * Shop.Day + Shop.Hour),
            Shop.Do("u", "a", "purchase", Shop.Start + 4 * Shop.Day), Shop.Do("u", "b", "purchase", Shop.Start),
        ];
        var soon = Rows(log, "u", Shop.Start + 3 * Shop.Day + 2 * Shop.Hour, "a", "b");
        Assert.That(soon.Of("clicks_0"), Is.EqualTo(new[] { 2f, 0 }));
        Assert.That(soon.Of("clicks_1"), Is.EqualTo(new[] { 3f, 0 }));
        var later = Rows(log, "u", Shop.Start + 5 * Shop.Day, "a", "b");
        Assert.That(later.Of("clicks_0"), Is.EqualTo(new[] { 0f, 0 }));
        Assert.That(later.Of("clicks_1"), Is.EqualTo(new[] { 3f, 0 }));
        Assert.That(later.Of("bought_0"), Is.EqualTo(new[] { 1f, 1 }), "of the user, whatever the item");
        Assert.That(later.Of("bought_1"), Is.EqualTo(new[] { 2f, 2 }));
        Assert.That(Rows(log, "u", Shop.Start + 40 * Shop.Day, "a", "b").Of("clicks_1"), Is.EqualTo(new[] { 0f, 0 }));
        Assert.That(Rows(log, "nobody", Shop.Start, "a", "b").Of("bought_0"), Is.All.NaN);
    }

    [Test]
    public void Window_counts_agree_with_counting_by_hand_over_a_long_log()
    {
        var log = Shop.Log(400).Where(e => e.Available is not false).ToList(); // a withdrawn item is no candidate
        long at = log.Max(e => e.Timestamp) + 1;
        const double week = 7 * Shop.Day;
        // The definition: clicks in whole sixths of the window, the current one included.
        long Bucket(long time) => (long)(time / (week / 6));
        var items = Enumerable.Range(0, 20).Select(i => $"i{i}").ToArray();
        var ids = new HashSet<string>();
        var clicks = log.Where(e => e.Type == "click" && (e.Id is null || ids.Add(e.Id))).ToArray();
        var expected = items.Select(i => (float)clicks.Count(e => e.Item == i && Bucket(e.Timestamp) > Bucket(at) - 6)).ToArray();
        Assert.That(expected.Sum(), Is.GreaterThan(10));
        Assert.That(Rows(log, "u1", at, items).Of("clicks_1"), Is.EqualTo(expected));
    }

    [Test]
    public void Without_comparable_times_counts_of_items_are_missing_and_those_of_the_order_too()
    {
        Event[] log = [Shop.Do("u", "a") with { Clock = EventClock.Order }];
        Assert.That(Rows(log, "u", Shop.Start, "a").Of("clicks_0"), Is.All.NaN);
        Assert.That(Rows(log, "u", Shop.Start, "a").Of("ctr_0"), Is.All.NaN);
        Assert.That(Rows(log, "u", Shop.Start, "a").Of("age"), Is.All.NaN);
    }

    [Test]
    public void A_rate_starts_from_what_is_usual()
    {
        Event[] log = [Shop.Shown("u", Shop.Start, "a", "b"), Shop.Do("u", "a", at: Shop.Start + 1), Shop.Shown("v", Shop.Start + 2, "a", "b")];
        // One click in four exposures is usual; a: 1 of 2, b: 0 of 2, 20 pseudo-trials.
        Assert.That(Rows(log, "u", Shop.Start + 3, "a", "b").Of("ctr_0"), Is.EqualTo(new[] { (1 + 5f) / 22, (0 + 5f) / 22 }).Within(1e-6f));
    }

    [Test]
    public void Interacted_with_counts_what_past_items_have_in_common()
    {
        Event[] log =
        [
            Shop.Item("a", "c1", brand: "x"), Shop.Item("b", "c1", brand: "y"), Shop.Item("c", "c2", brand: "x"), Shop.Item("d"),
            Shop.Do("u", "a"), Shop.Do("u", "b", at: Shop.Start + Shop.Hour), Shop.Do("u", "c", "purchase", Shop.Start + 2 * Shop.Hour),
        ];
        var rows = Rows(log, "u", Shop.Start + Shop.Day, "a", "c", "d");
        Assert.That(rows.Of("clicked_0"), Is.EqualTo(new[] { 2, 0, float.NaN }), "two clicks in c1, the purchase is no click");
        Assert.That(rows.Of("clicked_1"), Is.EqualTo(new[] { 1, 1, float.NaN }));
        Assert.That(Rows(log, "nobody", Shop.Start, "a").Of("clicked_0"), Is.All.NaN);
    }

    [TestCase(MatchBy.Term, "running SHOES, red", "Red running shoes", 1f)]
    [TestCase(MatchBy.Term, "running shoes", "running socks", 0.5f)]
    [TestCase(MatchBy.Term, "红色 鞋", "红鞋", 2 / 3f, Description = "characters of 红色鞋 are words")]
    [TestCase(MatchBy.Ngram, "shoes", "shoe", 2 / 3f)]
    [TestCase(MatchBy.Ngram, "ab", "ab", 1f, Description = "shorter than a run")]
    [TestCase(MatchBy.Term, "!!", "shoe", float.NaN)]
    public void Field_match_is_the_share_of_the_request_that_the_item_has(MatchBy by, string query, string title, float expected)
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Item("a") with { Fields = [new("title", FieldValue.Of(title))] });
        using var state = world.Open();
        var feature = new FieldMatch("m", new FieldMatchOptions { By = by });
        Assert.That(Value(feature, new RecallContext(state, "u", Shop.Start) { Query = query }, "a"), Is.EqualTo(expected).Within(1e-6f));
    }

    [Test]
    public void Item_age_comes_from_the_first_event_or_a_field_in_any_of_three_forms()
    {
        const long born = Shop.Start - 10 * Shop.Day;
        foreach (var (value, days) in new[] { (FieldValue.Of((double)born), 12f), (FieldValue.Of(born / 1000.0), 12f), (FieldValue.Of(EventTime.ToIso(born)), 12f), (FieldValue.Of("yesterday"), float.NaN) })
        {
            var world = new WorldState(new StateOptions());
            world.Apply(Shop.Item("a") with { Fields = [new("published", value)] });
            using var state = world.Open();
            var request = new RecallContext(state, "u", Shop.Start + 2 * Shop.Day);
            Assert.That(Value(new ItemAge("age", new ItemAgeOptions { Field = "published" }), request, "a"), Is.EqualTo(days).Within(1e-4f));
            Assert.That(Value(new ItemAge("age", new ItemAgeOptions()), request, "a"), Is.EqualTo(2f).Within(1e-6f));
        }
    }

    [TestCase(TimePart.TimeOfDay, 8.5f)]
    [TestCase(TimePart.DayOfWeek, 3f)]
    [TestCase(TimePart.DayOfMonth, 15f)]
    [TestCase(TimePart.Month, 11f)]
    public void Local_time_is_what_the_clock_on_the_users_wall_says(TimePart part, float expected)
    {
        using var state = new WorldState(new StateOptions()).Open();
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Item("a"));
        using var view = world.Open();
        var request = new RecallContext(view, "u", Shop.Start) { Fields = Declared.RequestFields };
        Assert.That(Value(new LocalTime("t", new LocalTimeOptions { Field = "local", Part = part }), request, "a"), Is.EqualTo(expected));
        // 1 700 000 000 s is 2023-11-14 22:13:20 UTC; two hours on it is the 15th.
        if (part == TimePart.DayOfMonth)
            Assert.That(Value(new LocalTime("t", new LocalTimeOptions { Offset = 2, Part = part }), request, "a"), Is.EqualTo(15f));
    }

    [Test]
    public void Diversity_says_how_unlike_the_other_candidates_an_item_is()
    {
        Event[] log = [Shop.Item("a", "x", 10), Shop.Item("b", "x", 20), Shop.Item("c", "y", 60)];
        var rows = Rows(log, "u", Shop.Start, "a", "b", "c");
        Assert.That(rows.Of("unlike_category"), Is.EqualTo(new[] { 0.5f, 0.5f, 1 }));
        Assert.That(rows.Of("unlike_price"), Is.EqualTo(new[] { -10f, 0, 40 }), "from the median, 20");
    }

    [Test]
    public void Relevancy_is_what_the_caller_says_and_its_share_of_the_greatest()
    {
        var rows = Rows([Shop.Item("i1"), Shop.Item("i2"), Shop.Item("i3")], "u", Shop.Start, "i1", "i2", "i3");
        Assert.That(rows.Of("relevancy_0"), Is.EqualTo(new[] { 3, 6, float.NaN }));
        Assert.That(rows.Of("relevancy_1"), Is.EqualTo(new[] { 0.5f, 1, float.NaN }));
    }

    [Test]
    public void Options_that_make_no_sense_are_refused_with_the_features_name()
    {
        var use = ComponentUse.Of("window-count", new WindowCountOptions { Event = "", Days = [0] }, "clicks");
        Assert.That(() => ComponentRegistry.Shared.Create<IFeature>(use), Throws.ArgumentException.With.Message.Contains("feature 'clicks' (window-count)").And.Message.Contains("Event is required").And.Message.Contains("one minute"));
    }

    private static float Value(IFeature feature, RecallContext request, string item)
    {
        var candidates = new CandidateSet();
        candidates.Reset(request.State, []);
        candidates.Include(request.State.FindItem(item)!);
        return new FeatureSchema([feature]).Rows(request, candidates).Values[0];
    }

    private static Table Rows(IEnumerable<Event> log, string user, long at, params string[] items)
    {
        var schema = new FeatureSchema([.. Declared.Features.Declared.Select(ComponentRegistry.Shared.Create<IFeature>)]);
        var world = new WorldState(new StateOptions(), schema);
        foreach (var e in log)
            world.Apply(e);
        using var state = world.Open();
        var request = new RecallContext(state, user, at) { Fields = Declared.RequestFields, Given = Declared.Given };
        var candidates = new CandidateSet();
        candidates.Reset(state, []);
        foreach (string item in items)
            candidates.Include(state.FindItem(item) ?? throw new ArgumentException($"no item {item}"));
        return new(schema, schema.Rows(request, candidates));
    }

    private sealed record Table(FeatureSchema Schema, RowMatrix Values)
    {
        public float[] Of(string name) => [.. Enumerable.Range(0, Values.Rows).Select(r => Values.Row(r)[Schema.Names.ToList().IndexOf(name)])];
    }
}
