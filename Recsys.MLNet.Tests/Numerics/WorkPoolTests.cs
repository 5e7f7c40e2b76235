using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class WorkPoolTests
{
    [TestCase(0, 4), TestCase(1, 4), TestCase(63, 3), TestCase(1000, 1), TestCase(1000, 8), TestCase(100_003, 2)]
    public void Every_index_is_run_exactly_once(int count, int threads)
    {
        var runs = new int[count];
        WorkPool.For(count, threads, i => Interlocked.Increment(ref runs[i]));
        Assert.That(runs, Is.All.EqualTo(1));
    }

    [Test]
    public void Each_thread_has_a_scratch_of_its_own()
    {
        var scratches = new List<int[]>();
        WorkPool.For(500, 4, () =>
        {
            var mine = new int[2];
            lock (scratches)
                scratches.Add(mine);
            return mine;
        }, (_, mine) =>
        {
            Assert.That(Interlocked.Increment(ref mine[0]), Is.EqualTo(1), "somebody else is using this scratch");
            mine[1]++;
            Interlocked.Decrement(ref mine[0]);
        });
        Assert.Multiple(() =>
        {
            Assert.That(scratches, Has.Count.InRange(1, 4));
            Assert.That(scratches.Sum(s => s[1]), Is.EqualTo(500));
        });
    }

    [Test]
    public void A_loop_inside_a_loop_ends()
    {
        int total = 0;
        WorkPool.For(20, 4, _ => WorkPool.For(20, 4, _ => Interlocked.Increment(ref total)));
        Assert.That(total, Is.EqualTo(400));
    }

    [Test]
    public void The_first_failure_reaches_the_caller_and_stops_the_rest()
    {
        int after = 0;
        Assert.That(() => WorkPool.For(1_000_000, 4, i =>
        {
            if (i == 0)
                throw new InvalidOperationException("planted");
            Interlocked.Increment(ref after);
        }), Throws.InvalidOperationException.With.Message.EqualTo("planted"));
        Assert.That(after, Is.LessThan(1_000_000 - 1));
    }

    [Test]
    public void A_scratch_that_cannot_be_made_fails_the_call() =>
        Assert.That(() => WorkPool.For<int>(10, 3, () => throw new InvalidOperationException("no scratch"), (_, _) => { }), Throws.InvalidOperationException);

    [Test]
    public void Cancellation_stops_at_the_next_chunk()
    {
        using var source = new CancellationTokenSource();
        int ran = 0;
        Assert.That(() => WorkPool.For(100_000, 2, i =>
        {
            if (Interlocked.Increment(ref ran) == 100)
                source.Cancel();
        }, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(ran, Is.LessThan(100_000));
    }

    [Test]
    public void The_caller_does_not_wait_for_threads_that_never_came()
    {
        // The runtime's pool is kept busy: the loop must still end, done by the caller alone.
        // The gate is left to the collector: some of the queued items wait on it only after the test has ended.
        var release = new ManualResetEventSlim();
        ThreadPool.GetMinThreads(out int workers, out _);
        for (int i = 0; i < 4 * workers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.Wait(), release, preferLocal: false);
        try
        {
            int total = 0;
            WorkPool.For(1000, 8, _ => Interlocked.Increment(ref total));
            Assert.That(total, Is.EqualTo(1000));
        }
        finally
        {
            release.Set();
        }
    }
}
