using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

/// <summary>What a budget of bytes makes the state forget, and in which order.</summary>
[TestFixture, NonParallelizable]
public sealed class ForgettingTests
{
    private const int Sweep = 4096;

    private static readonly StateOptions OneMegabyte = new() { Megabytes = 1, UserDays = 0 };

    private static WorldState World(IEnumerable<Event> events, StateOptions options, bool live)
    {
        var world = new WorldState(options, live: live);
        foreach (var e in events)
            world.Apply(e);
        return world;
    }

    // One click each, the higher number the later; every tenth comes back at the end.
    private static IEnumerable<Event> Visitors(int count)
    {
        for (int n = 0; n < count; n++)
            yield return Shop.Do($"u{n:00000}", "i" + n % 20, at: Shop.Start + n * Shop.Minute);
        for (int n = 0; n < count; n += 10)
            yield return Shop.Do($"u{n:00000}", "i" + n % 7, at: Shop.Start + (count + n) * Shop.Minute);
    }

    [Test]
    public void Beyond_its_budget_the_longest_silent_users_are_forgotten_and_no_others([Values] bool live)
    {
        var log = Visitors(3800).ToList(); // 4,180 events: one look, at 4,096
        var world = World(log.Take(Sweep), OneMegabyte, live);
        var (users, items) = world.EstimatedBytes();
        Assert.That(users + items, Is.LessThanOrEqualTo(1_000_000).And.GreaterThan(900_000));
        var lastSeen = log.Take(Sweep).GroupBy(e => e.User!).ToDictionary(g => g.Key, g => g.Max(e => e.Timestamp));
        var expected = lastSeen.OrderByDescending(u => u.Value).Take(world.UserCount).Select(u => u.Key);
        Assert.That(world.UserCount, Is.GreaterThan(500).And.LessThan(2000));
        Assert.That(world.UserIds, Is.EquivalentTo(expected));
        using var state = world.Open();
        Assert.That(state.FindUser("u00000"), Is.Not.Null, "came back");
        Assert.That(state.FindUser("u00001"), Is.Null);
        Assert.That(state.ItemCount, Is.EqualTo(20), "the catalogue stays");
    }

    [Test]
    public void A_service_a_replay_and_a_state_read_again_forget_the_same()
    {
        var log = Visitors(7600).ToList(); // two looks
        var options = OneMegabyte;
        byte[] served = WorldStateTests.Saved(World(log, options, live: true));
        Assert.That(WorldStateTests.Saved(World(log, options, live: false)), Is.EqualTo(served));
        var half = WorldState.Load(new MemoryStream(WorldStateTests.Saved(World(log.Take(5000), options, live: true))), options, live: true);
        foreach (var e in log.Skip(5000))
            half.Apply(e);
        Assert.That(WorldStateTests.Saved(half), Is.EqualTo(served));
    }

    [Test]
    public void Where_items_hold_more_than_half_neighbours_of_idle_ones_go_first()
    {
        // One walks among 620 items at random, so that each has a full list of neighbours; then each is clicked by strangers in turn.
        const int Items = 620;
        var random = new RandomStream(1, "walk");
        var events = new List<Event>();
        for (int n = 0; n < Sweep; n++)
            events.Add(Shop.Do("walker", $"i{random.NextInt(Items):000}", at: Shop.Start + n * Shop.Hour));
        for (int n = 0; n < Sweep; n++)
            events.Add(Shop.Do($"u{n}", $"i{n % Items:000}", at: Shop.Start + (Sweep + n) * Shop.Hour));
        var unbounded = World(events, new StateOptions { UserDays = 0 }, live: true);
        Assert.That(unbounded.EstimatedBytes().Items, Is.InRange(500_001, 700_000), "more than half of the budget, less than all of it");
        var world = World(events, OneMegabyte, live: true);
        var (users, items) = world.EstimatedBytes();
        Assert.That(users + items, Is.LessThanOrEqualTo(1_000_000));
        Assert.That(items, Is.InRange(450_000, 500_000));
        using var state = world.Open();
        var with = Enumerable.Range(0, Items).Where(i => state.Near(state.FindItem($"i{i:000}")!.Number).Count > 0).ToList();
        var idle = Enumerable.Range(0, Items).Except(with).Select(i => state.FindItem($"i{i:000}")!.LastBehavior).ToList();
        Assert.That(idle, Is.Not.Empty);
        Assert.That(with.Select(i => state.FindItem($"i{i:000}")!.LastBehavior).Min(), Is.GreaterThan(idle.Max()), "those that were turned to lately keep theirs");
        Assert.That(users, Is.GreaterThan(300_000), "users have the other half");
    }

    [Test]
    public void The_estimate_is_what_the_memory_says()
    {
        var log = Shop.Log(12_000, users: 3000, items: 2000).Select(e => e with { Id = null }).ToList();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var world = World(log, new StateOptions(), live: true);
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (users, items) = world.EstimatedBytes();
        Assert.That((double)(users + items) / taken, Is.EqualTo(1).Within(0.3), $"{users} + {items} against {taken}");
        GC.KeepAlive(world);
        GC.KeepAlive(log);
    }

    [Test]
    public void A_budget_below_zero_is_refused() =>
        Assert.That(() => new WorldState(new StateOptions { Megabytes = -1 }), Throws.ArgumentException.With.Message.Contains("Megabytes"));
}
