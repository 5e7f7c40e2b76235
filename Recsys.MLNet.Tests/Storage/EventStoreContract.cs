using Recsys.MLNet.Data;
using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

/// <summary>What every event store owes its callers. Derive, open the store, inherit the tests.</summary>
public abstract class EventStoreContract
{
    protected abstract IEventStore Open();

    private IEventStore _store = null!;

    protected IEventStore Store => _store;

    [SetUp]
    public void OpenStore() => _store = Open();

    [TearDown]
    public void CloseStore() => _store?.Dispose(); // a skipped test has opened none

    private static StoredEvent Click(long sequence, string user = "u", string? id = null) => new(sequence, Shop.Do(user, "i" + sequence, at: Shop.Start + sequence, id: id));

    private static long[] Numbers(IEnumerable<StoredEvent> events) => [.. events.Select(e => e.Sequence)];

    [Test]
    public void An_empty_store_is_empty()
    {
        Assert.That(_store.Last, Is.Zero);
        Assert.That(_store.Read(), Is.Empty);
        Assert.That(_store.Find("x"), Is.Null);
        Assert.That(_store.FindSnapshot(), Is.Null);
    }

    [Test]
    public void Events_come_back_in_order_and_whole()
    {
        var log = Shop.Log(200).DistinctBy(e => e.Id ?? Guid.NewGuid().ToString()).ToList();
        _store.Append([.. log.Select((e, i) => new StoredEvent(i + 1, e))]);
        Assert.That(_store.Last, Is.EqualTo(log.Count));
        Assert.That(_store.Read().Select(e => EventJson.ToUtf8(e.Event)), Is.EqualTo(log.Select(EventJson.ToUtf8)));
    }

    [Test]
    public void A_part_of_the_log_is_read_by_its_numbers()
    {
        _store.Append([Click(1), Click(2), Click(4), Click(7)]);
        Assert.That(Numbers(_store.Read(after: 1, through: 4)), Is.EqualTo((long[])[2, 4]));
    }

    [Test]
    public void An_event_of_a_known_id_is_left_out()
    {
        _store.Append([Click(1, id: "a")]);
        _store.Append([Click(2, id: "a"), Click(3, id: "b")]);
        Assert.That(Numbers(_store.Read()), Is.EqualTo((long[])[1, 3]));
        Assert.That(_store.Find("a")!.Value.Sequence, Is.EqualTo(1));
    }

    [Test]
    public void Erasing_takes_the_events_of_the_actors_and_all_snapshots()
    {
        _store.Append([Click(1, "u"), Click(2, "v"), Click(3, "s")]);
        _store.SaveSnapshot(3, new byte[] { 1 });
        Assert.That(_store.Erase(["u", "s"]), Is.EqualTo(2));
        Assert.That(Numbers(_store.Read()), Is.EqualTo((long[])[2]));
        Assert.That(_store.FindSnapshot(), Is.Null);
        Assert.That(_store.OfActor("u"), Is.Empty);
        Assert.That(Numbers(_store.OfActor("v")), Is.EqualTo((long[])[2]));
    }

    [Test]
    public void The_newest_snapshot_at_or_before_an_event_is_found_and_old_ones_are_dropped()
    {
        foreach (int sequence in (int[])[10, 20, 30, 40, 50])
            _store.SaveSnapshot(sequence, new[] { (byte)sequence });
        Assert.That(_store.FindSnapshot()!.Value.State, Is.EqualTo((byte[])[50]));
        Assert.That(_store.FindSnapshot(39)!.Value.Sequence, Is.EqualTo(30));
        Assert.That(_store.FindSnapshot(29)!.Value.Sequence, Is.EqualTo(10), "20 was dropped, the first is kept");
        Assert.That(_store.FindSnapshot(9), Is.Null);
    }

    [Test]
    public void Compaction_deletes_only_what_a_snapshot_stands_for()
    {
        _store.Append([Click(1), Click(2), Click(3)]);
        Assert.That(_store.Compact(2), Is.Zero, "no snapshot yet");
        _store.SaveSnapshot(2, new byte[] { 1 });
        Assert.That(_store.Compact(3), Is.Zero, "event 3 is in no snapshot");
        Assert.That(_store.Compact(2), Is.EqualTo(2));
        Assert.That(Numbers(_store.Read()), Is.EqualTo((long[])[3]));
    }

    [Test]
    public void A_big_log_is_read_in_parts_while_it_grows()
    {
        _store.Append([.. Enumerable.Range(1, 9000).Select(i => Click(i))]);
        long count = 0;
        foreach (var stored in _store.Read(through: 9000))
            if (++count == 10)
                _store.Append([Click(9001)]);
        Assert.That(count, Is.EqualTo(9000));
        Assert.That(_store.Last, Is.EqualTo(9001));
    }
}
