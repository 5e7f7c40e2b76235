using System.Runtime.ExceptionServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Threads of one's own for thousands of short loops in a row, where waking a thread of the pool costs as much as the loop.</summary>
/// <remarks>
/// Between two loops the helpers look out for the next for a fifth of a millisecond before they sleep. The caller works too, and at the end
/// waits only for helpers that have begun: one that the host has not scheduled costs nothing. One caller at a time, no loop inside a loop.
/// <see cref="WorkPool"/> serves everything else.
/// </remarks>
internal sealed class WorkCrew : IDisposable
{
    private const int Looks = 2000; // of about 100 ns
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationToken _cancellation;
    private Action<int, int>? _body;
    private int _count, _chunk, _next;
    private int _open; // whether the loop may be joined
    private int _inside; // helpers that look at the loop or work on it
    private int _asleep;
    private volatile bool _closed;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">Threads in all, the caller's among them.</param>
    /// <param name="cancellation">Observed before each loop.</param>
    public WorkCrew(int threads, CancellationToken cancellation)
    {
        (Threads, _cancellation) = (threads, cancellation);
        for (int i = 1; i < threads; i++)
        {
            int member = i;
            new Thread(() => Help(member)) { IsBackground = true, Name = "recsys crew" }.Start();
        }
    }

    /// <summary>Threads in all.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="body"/> for 0 ≤ i &lt; <paramref name="count"/> with the number of the thread, 0 for the caller; iterations write to disjoint places.</summary>
    public void For(int count, Action<int, int> body)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (Threads == 1 || count <= 1)
        {
            for (int i = 0; i < count; i++)
                body(i, 0);
            return;
        }
        (_body, _count, _chunk, _next) = (body, count, Math.Max(1, count / 64), 0);
        Interlocked.Exchange(ref _open, 1);
        if (Volatile.Read(ref _asleep) is > 0 and var asleep)
            _wake.Release(asleep);
        Work(0);
        Interlocked.Exchange(ref _open, 0); // whoever comes now leaves again
        for (var wait = new SpinWait(); Volatile.Read(ref _inside) > 0;)
            wait.SpinOnce(sleep1Threshold: -1);
        _body = null;
        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    public void Dispose()
    {
        _closed = true;
        _wake.Release(Threads); // the semaphore has no handle to be freed
    }

    private void Help(int member)
    {
        while (!_closed)
        {
            for (int look = 0; look < Looks && Volatile.Read(ref _open) == 0 && !_closed; look++)
                Thread.SpinWait(3);
            if (Volatile.Read(ref _open) == 0)
            {
                Interlocked.Increment(ref _asleep);
                if (Volatile.Read(ref _open) == 0 && !_closed)
                    _wake.Wait();
                Interlocked.Decrement(ref _asleep);
                continue;
            }
            Interlocked.Increment(ref _inside);
            if (Volatile.Read(ref _open) == 1)
                Work(member);
            Interlocked.Decrement(ref _inside);
            // Nothing is left to claim: the caller closes the loop when its own share is done.
            for (int look = 0; look < Looks && Volatile.Read(ref _next) >= Volatile.Read(ref _count) && Volatile.Read(ref _open) == 1; look++)
                Thread.SpinWait(3);
        }
    }

    private void Work(int member)
    {
        var body = _body!;
        int count = _count, chunk = _chunk;
        try
        {
            for (int from; (from = Interlocked.Add(ref _next, chunk) - chunk) < count;)
                for (int i = from; i < Math.Min(count, from + chunk); i++)
                    body(i, member);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            Volatile.Write(ref _next, count);
        }
    }
}
