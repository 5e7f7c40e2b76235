using System.Runtime.ExceptionServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Fork and join over the runtime's thread pool, for loops whose iterations write to disjoint places.</summary>
/// <remarks>
/// Chunks are claimed one at a time, the caller claims too, and it waits only for chunks that a worker has really claimed:
/// a worker that the host has not scheduled costs nothing. Nobody spins for longer than that takes. A loop inside a loop is allowed.
/// </remarks>
public static class WorkPool
{
    /// <summary>Runs <paramref name="body"/> for 0 ≤ i &lt; <paramref name="count"/>.</summary>
    public static void For(int count, int threads, Action<int> body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        For<object?>(count, threads, static () => null, (i, _) => body(i), cancellation);
    }

    /// <summary>Runs <paramref name="body"/> with one scratch object for each thread that takes part.</summary>
    public static void For<TScratch>(int count, int threads, Func<TScratch> scratch, Action<int, TScratch> body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(body);
        if (count <= 0)
            return;
        var job = new Job<TScratch>(count, scratch, body, cancellation);
        int helpers = Math.Min(threads, count) - 1;
        for (int i = 0; i < helpers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static j => j.Work(), job, preferLocal: false);
        job.Work();
        job.Join();
    }

    private sealed class Job<TScratch>(int count, Func<TScratch> scratch, Action<int, TScratch> body, CancellationToken cancellation)
    {
        // About 64 chunks whatever the thread count: fine enough to balance, coarse enough that claiming costs nothing.
        private readonly int _chunk = Math.Max(1, count / 64);
        private readonly Lock _gate = new();
        private readonly ManualResetEventSlim _finished = new(false, spinCount: 20); // the last chunk ends in microseconds as a rule; sleeping and being woken takes tens of them
        private int _next;
        private int _running;
        private ExceptionDispatchInfo? _failure;

        public void Work()
        {
            TScratch mine = default!;
            bool made = false;
            while (TryClaim(out int from, out int to))
            {
                try
                {
                    if (!made)
                    {
                        mine = scratch();
                        made = true;
                    }
                    cancellation.ThrowIfCancellationRequested();
                    for (int i = from; i < to; i++)
                        body(i, mine);
                    Release(null);
                }
                catch (Exception failure)
                {
                    Release(ExceptionDispatchInfo.Capture(failure));
                }
            }
        }

        public void Join()
        {
            lock (_gate)
                if (_running == 0)
                    _finished.Set();
            _finished.Wait(CancellationToken.None);
            _failure?.Throw();
        }

        private bool TryClaim(out int from, out int to)
        {
            lock (_gate)
            {
                from = _next;
                to = (int)Math.Min(count, (long)from + _chunk);
                if (from >= count || _failure is not null)
                {
                    _next = count;
                    return false;
                }
                _next = to;
                _running++;
                return true;
            }
        }

        private void Release(ExceptionDispatchInfo? failure)
        {
            lock (_gate)
            {
                _failure ??= failure;
                if (--_running == 0 && (_next >= count || _failure is not null))
                    _finished.Set();
            }
        }
    }
}
