using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

[TestFixture]
public sealed class WorldStateTests
{
    [Test]
    public void A_user_keeps_the_last_of_each_type_so_that_clicks_cannot_push_out_purchases()
    {
        var world = new WorldState(new StateOptions { PerType = 3, History = 10 });
        world.Apply(Shop.Do("u", "bought", "purchase"));
        for (int i = 0; i < 20; i++)
            world.Apply(Shop.Do("u", $"i{i}", "click", Shop.Start + i * Shop.Hour));
        using var view = world.Open();
        var history = view.FindUser("u")!.History;
        Assert.That(history.Count, Is.EqualTo(4));
        Assert.That(history.Items.ToArray().Select(n => view.Item(n)!.Id), Is.EqualTo((string[])["bought", "i17", "i18", "i19"]));
    }

    [Test]
    public void Adjacent_repeats_are_merged()
    {
        var world = new WorldState(new StateOptions());
        for (int i = 0; i < 3; i++)
            world.Apply(Shop.Do("u", "a", "click", Shop.Start + i * Shop.Minute));
        world.Apply(Shop.Do("u", "a", "cart", Shop.Start + 4 * Shop.Minute));
        using var view = world.Open();
        Assert.That(view.FindUser("u")!.History.Count, Is.EqualTo(2));
        Assert.That(view.FindUser("u")!.Total(BehaviorStage.Interest), Is.EqualTo(3));
    }

    [Test]
    public void An_event_sent_twice_counts_once()
    {
        var world = new WorldState(new StateOptions());
        Assert.That(world.Apply(Shop.Do("u", "a", id: "e1")), Is.True);
        Assert.That(world.Apply(Shop.Do("u", "a", id: "e1")), Is.False);
        using var view = world.Open();
        Assert.That(view.FindItem("a")!.Total(BehaviorStage.Interest), Is.EqualTo(1));
        Assert.That(world.Sequence, Is.EqualTo(2));
    }

    [Test]
    public void Silence_begins_a_new_session_even_when_a_list_was_shown_first()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Do("u", "a", at: Shop.Start));
        world.Apply(Shop.Do("u", "b", at: Shop.Start + 10 * Shop.Minute));
        world.Apply(Shop.Shown("u", Shop.Start + 2 * Shop.Day, "c"));
        world.Apply(Shop.Do("u", "c", at: Shop.Start + 2 * Shop.Day + Shop.Minute));
        using var view = world.Open();
        var user = view.FindUser("u")!;
        Assert.That((user.Sessions, user.SessionDepth, user.SessionStart), Is.EqualTo((2, 1, Shop.Start + 2 * Shop.Day)));
    }

    [Test]
    public void A_session_merged_at_login_becomes_the_user_and_stays_so()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Do("s", "a"));
        world.Apply(Shop.Do("u", "b", at: Shop.Start + 1));
        world.Apply(Shop.Merge("u", "s", Shop.Start + 2));
        world.Apply(Shop.Do("s", "c", at: Shop.Start + 3));
        using var view = world.Open();
        Assert.That(view.FindUser("s")!.Id, Is.EqualTo("u"));
        Assert.That(view.FindUser("u")!.History.Items.ToArray().Select(n => view.Item(n)!.Id), Is.EqualTo((string[])["a", "b", "c"]));
    }

    [Test]
    public void A_ring_of_merges_ends()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Merge("a", "b"));
        world.Apply(Shop.Merge("b", "a"));
        world.Apply(Shop.Do("a", "x"));
        using var view = world.Open();
        Assert.That(view.ItemCount, Is.EqualTo(1));
    }

    [Test]
    public void Erasing_a_user_forgets_the_sessions_merged_into_them()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Do("s", "a"));
        world.Apply(Shop.Merge("u", "s"));
        Assert.That(world.Erase("u"), Is.EqualTo(2));
        using var view = world.Open();
        Assert.That(view.FindUser("u"), Is.Null);
        Assert.That(view.FindUser("s"), Is.Null);
    }

    [Test]
    public void Repeat_purchases_teach_the_interval_of_user_and_item()
    {
        var world = new WorldState(new StateOptions());
        foreach (int day in (int[])[0, 10, 20])
            world.Apply(Shop.Do("u", "coffee", "purchase", Shop.Start + day * Shop.Day));
        using var view = world.Open();
        Assert.That(view.FindItem("coffee")!.RepeatDays, Is.EqualTo(10f));
        Assert.That(view.FindUser("u")!.PurchaseDays, Is.EqualTo(10f));
    }

    [Test]
    public void Leanings_follow_categories_and_brands()
    {
        var world = new WorldState(new StateOptions());
        world.Apply(Shop.Item("a", "Cameras", 100, brand: "Nik"));
        world.Apply(Shop.Item("b", "Lenses", 300));
        world.Apply(Shop.Do("u", "a", "purchase"));
        world.Apply(Shop.Do("u", "b", "click"));
        using var view = world.Open();
        var user = view.FindUser("u")!;
        Assert.That(view.Values[user.Categories.Strongest()], Is.EqualTo("Cameras"));
        Assert.That(user.Categories.Share(view.Values.Find("Cameras")), Is.EqualTo(5f / 6).Within(1e-6));
        Assert.That(user.Brands.Share(view.Values.Find("Nik")), Is.EqualTo(1f));
        Assert.That(user.MeanLogPrice, Is.EqualTo((5 * Math.Log(100) + Math.Log(300)) / 6).Within(1e-5));
    }

    [Test]
    public void Trending_and_popular_are_the_sorted_truth()
    {
        var world = new WorldState(new StateOptions());
        foreach (var e in Shop.Log(3000, items: 300))
            world.Apply(e);
        using var view = world.Open();
        var items = Enumerable.Range(0, view.ItemCount).Select(n => view.Item(n)!).Where(i => i.Weight > 0).OrderByDescending(i => i.Weight).ToArray();
        var popular = view.Items(Board.Popular).ToArray();
        Assert.That(popular, Has.Length.EqualTo(Math.Min(200, items.Length)));
        Assert.That(popular.Select(n => view.Item(n)!.Weight), Is.EqualTo(items.Take(popular.Length).Select(i => i.Weight)));
        Assert.That(view.Scores(Board.Trending).ToArray(), Is.Ordered.Descending);
    }

    [Test]
    public void Neighbours_are_bounded_and_directed()
    {
        var world = new WorldState(new StateOptions { Neighbours = 4 });
        for (int u = 0; u < 30; u++)
        {
            world.Apply(Shop.Do($"u{u}", "a"));
            world.Apply(Shop.Do($"u{u}", u % 3 == 0 ? $"x{u}" : "b"));
        }
        using var view = world.Open();
        var (count, items, weights) = view.Near(view.FindItem("a")!.Number);
        Assert.That(count, Is.EqualTo(4));
        int b = items.Span.IndexOf(view.FindItem("b")!.Number);
        Assert.That(weights.Span[b], Is.EqualTo(weights.ToArray().Max()));
        var back = view.Near(view.FindItem("b")!.Number);
        Assert.That(back.Weights.Span[0], Is.LessThan(weights.Span[b]), "b → a weighs half of a → b");
    }

    [Test]
    public void A_view_is_not_disturbed_by_later_events()
    {
        var world = new WorldState(new StateOptions(), live: true);
        world.Apply(Shop.Do("u", "a"));
        using var before = world.Open();
        for (int i = 0; i < 100; i++)
            world.Apply(Shop.Do("u", "a", "purchase", Shop.Start + i * Shop.Day));
        Assert.That(before.FindItem("a")!.Total(BehaviorStage.Conversion), Is.Zero);
        Assert.That(before.FindUser("u")!.History.Count, Is.EqualTo(1));
        Assert.That(before.Total(BehaviorStage.Conversion), Is.Zero);
        using var after = world.Open();
        Assert.That(after.FindItem("a")!.Total(BehaviorStage.Conversion), Is.EqualTo(100));
    }

    [Test]
    public void Versions_used_again_are_those_of_a_replay_and_leave_open_views_alone()
    {
        // Lists of thirty items between the events, and views that stay open for different lengths of time.
        var log = new List<Event>();
        foreach (var e in Shop.Log(400))
        {
            log.Add(e);
            if (log.Count % 2 == 0)
                log.Add(Shop.Shown("u" + log.Count % 40, e.Timestamp, [.. Enumerable.Range(log.Count, 30).Select(i => "i" + i % 60)]));
        }
        var (live, replayed) = (new WorldState(new(), live: true), new WorldState(new()));
        var open = new Queue<(StateView View, byte[] Then)>();
        int looked = 0;
        foreach (var e in log)
        {
            live.Apply(e);
            replayed.Apply(e);
            if (live.Sequence % 5 == 0)
            {
                using var then = replayed.Open();
                open.Enqueue((live.Open(), Bytes(then)));
            }
            while (open.Count > live.Sequence % 17)
            {
                var (view, then) = open.Dequeue();
                using (view)
                    Assert.That(Bytes(view), Is.EqualTo(then), $"as of {view.Sequence}, read at {live.Sequence}");
                looked++;
            }
        }
        foreach (var (view, _) in open)
            view.Dispose();
        Assert.That(looked, Is.GreaterThan(80));
        using StateView last = live.Open(), same = replayed.Open();
        Assert.That(Bytes(last), Is.EqualTo(Bytes(same)));
    }

    private static byte[] Bytes(StateView view)
    {
        using var bytes = new MemoryStream();
        using (var writer = new SectionWriter(bytes, "test", 1))
        {
            for (int i = 0; i < view.ItemCount; i++)
                view.Item(i)?.Write(writer);
            foreach (string id in view.UserIds.Order(StringComparer.Ordinal))
                view.FindUser(id)?.Write(writer);
        }
        return bytes.ToArray();
    }

    [Test]
    public void Readers_always_see_whole_events_while_a_writer_runs()
    {
        var world = new WorldState(new StateOptions(), live: true);
        world.Apply(Shop.Do("u", "a"));
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            long reads = 0;
            while (!stop.IsCancellationRequested || reads < 100)
            {
                using var view = world.Open();
                double item = view.FindItem("a")!.Total(BehaviorStage.Interest), user = view.FindUser("u")!.Total(BehaviorStage.Interest), all = view.Total(BehaviorStage.Interest);
                if (item != user || all != user || (long)all != view.Sequence)
                    return $"event {view.Sequence}: item {item}, user {user}, all {all}";
                reads++;
            }
            return null;
        });
        for (int i = 0; i < 5_000; i++)
            world.Apply(Shop.Do("u", "a", at: Shop.Start + i));
        stop.Cancel();
        Assert.That(reader.Result, Is.Null);
    }

    [Test]
    public void A_saved_state_goes_on_bit_for_bit()
    {
        var log = Shop.Log(2000);
        var whole = new WorldState(new StateOptions());
        foreach (var e in log)
            whole.Apply(e);
        var first = new WorldState(new StateOptions(), live: true);
        foreach (var e in log.Take(1000))
            first.Apply(e);
        var second = WorldState.Load(new MemoryStream(Saved(first)), new StateOptions(), live: true);
        Assert.That(second.Sequence, Is.EqualTo(1000));
        foreach (var e in log.Skip(1000))
            second.Apply(e);
        Assert.That(Saved(second), Is.EqualTo(Saved(whole)));
    }

    [Test]
    public void A_damaged_state_is_refused_at_every_length()
    {
        var world = new WorldState(new StateOptions());
        foreach (var e in Shop.Log(60, users: 5, items: 8))
            world.Apply(e);
        byte[] saved = Saved(world);
        for (int length = 0; length < saved.Length; length += 7)
            Assert.That(() => WorldState.Load(new MemoryStream(saved[..length]), new StateOptions()), Throws.InstanceOf<ModelFormatException>(), $"{length} bytes");
    }

    [Test]
    public void Users_silent_for_too_long_are_forgotten_by_the_time_of_events()
    {
        var world = new WorldState(new StateOptions { UserDays = 1 });
        world.Apply(Shop.Do("old", "a"));
        for (int i = 0; i < 5000; i++)
            world.Apply(Shop.Do("new", $"i{i % 10}", at: Shop.Start + 3 * Shop.Day + i));
        using var view = world.Open();
        Assert.That(view.FindUser("old"), Is.Null);
        Assert.That(view.FindUser("new"), Is.Not.Null);
    }

    [Test]
    public void On_an_order_clock_times_are_never_compared()
    {
        var world = new WorldState(new StateOptions());
        for (int i = 0; i < 5; i++)
            world.Apply(Shop.Do("u", $"i{i}", at: i) with { Clock = EventClock.Order });
        using var view = world.Open();
        Assert.That(view.Clock, Is.EqualTo(EventClock.Order));
        Assert.That(view.FindItem("i1")!.Decayed(BehaviorStage.Interest, TimeWindow.Day, 10), Is.NaN);
        Assert.That(view.FindUser("u")!.Sessions, Is.EqualTo(1));
        Assert.That(view.Items(Board.Trending).Length, Is.Zero);
        Assert.That(view.Items(Board.Popular).Length, Is.EqualTo(5));
    }

    internal static byte[] Saved(WorldState world)
    {
        using var stream = new MemoryStream();
        world.Save(stream);
        return stream.ToArray();
    }
}
