using Recsys.MLNet.Storage;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Storage;

[TestFixture]
public sealed class CommitQueueTests
{
    [Test]
    public async Task What_comes_while_a_batch_is_written_is_one_transaction_in_the_order_of_the_calls()
    {
        using var store = new SlowStore();
        using var queue = new CommitQueue(store);
        var first = queue.Add(1, Shop.Do("u", "a"));
        store.Began.WaitOne();
        _ = queue.Add(2, Shop.Do("u", "b"), awaited: false);
        var third = queue.Add(3, Shop.Do("u", "c"));
        _ = queue.Add(4, Shop.Do("u", "d"), awaited: false);
        Assert.That((queue.Pending, first.IsCompleted), Is.EqualTo((4, false)));
        store.Go.Set();
        await first;
        await third;
        Assert.That(store.Batches, Is.EqualTo(new[] { new long[] { 1 }, [2, 3, 4] }));
        Assert.That(queue.Pending, Is.Zero);
    }

    [Test]
    public async Task What_nobody_waits_for_is_stored_all_the_same_and_at_once_when_somebody_does()
    {
        using var store = new SlowStore();
        store.Go.Set();
        using var queue = new CommitQueue(store);
        await queue.Add(1, Shop.Do("u", "a"), awaited: false);
        Assert.That(store.Last, Is.EqualTo(1));
        for (long n = 2; n <= 50; n++)
            _ = queue.Add(n, Shop.Do("u", "a"), awaited: false);
        await queue.Flush();
        Assert.That(store.Last, Is.EqualTo(50));
        _ = queue.Add(51, Shop.Do("u", "a"), awaited: false);
        queue.Dispose();
        Assert.That(store.Last, Is.EqualTo(51));
        Assert.That(store.Batches.SelectMany(b => b), Is.EqualTo(Enumerable.Range(1, 51)));
    }

    /// <summary>A store in memory whose first transaction waits to be let go.</summary>
    private sealed class SlowStore : IEventStore
    {
        private readonly MemoryEventStore _store = new();

        public ManualResetEvent Began { get; } = new(initialState: false);

        public ManualResetEvent Go { get; } = new(initialState: false);

        public List<long[]> Batches { get; } = [];

        public string Id => _store.Id;

        public long Last => _store.Last;

        public void Append(IReadOnlyList<StoredEvent> events)
        {
            Began.Set();
            Go.WaitOne();
            Batches.Add([.. events.Select(e => e.Sequence)]);
            _store.Append(events);
        }

        public IEnumerable<StoredEvent> Read(long after = 0, long through = long.MaxValue) => _store.Read(after, through);

        public StoredEvent? Find(string id) => _store.Find(id);

        public IReadOnlyList<StoredEvent> OfActor(string actor) => _store.OfActor(actor);

        public int Erase(IReadOnlyCollection<string> actors) => _store.Erase(actors);

        public void SaveSnapshot(long sequence, ReadOnlyMemory<byte> state) => _store.SaveSnapshot(sequence, state);

        public (long Sequence, byte[] State)? FindSnapshot(long atOrBefore = long.MaxValue) => _store.FindSnapshot(atOrBefore);

        public int Compact(long through) => _store.Compact(through);

        public void Dispose()
        {
            _store.Dispose();
            Began.Dispose();
            Go.Dispose();
        }
    }
}
