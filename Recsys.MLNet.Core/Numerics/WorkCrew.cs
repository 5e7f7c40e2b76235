using System.Runtime.ExceptionServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Threads of one's own for thousands of short loops in a row, where waking a thread of the pool costs as much as the loop.</summary>
/// <remarks>
/// Every thread begins in a stretch of the loop that is its own, in order, and helps with the others' when done: loops over the same things
/// (rows, columns) find them in the same core's cache. Between two loops the helpers look out for the next for a fifth of a millisecond before
/// they sleep. The caller works too, and at the end waits only for helpers that have begun: one that the host has not scheduled costs
/// nothing. One caller at a time, no loop inside a loop.
/// <see cref="WorkPool"/> serves everything else.
/// </remarks>
internal sealed class WorkCrew : IDisposable
{
    private const int Looks = 2000; // of about 100 ns
    private const int Apart = 32; // numbers between two threads' places in an array: no cache line in common
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationToken _cancellation;
    private readonly int[] _next; // of each thread's stretch
    private Action<int, int>? _body;
    private EqualParts _stretches;
    private long _number;
    private long _open; // number of the loop that may be joined, 0 for none
    private int _inside; // helpers that look at the loop or work on it
    private int _asleep;
    private volatile bool _closed;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">Threads in all, the caller's among them.</param>
    /// <param name="cancellation">Observed before each loop.</param>
    public WorkCrew(int threads, CancellationToken cancellation)
    {
        (Threads, _cancellation, _next) = (threads, cancellation, new int[(threads + 1) * Apart]);
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
        (_body, _stretches) = (body, new EqualParts(count, Threads));
        for (int member = 0; member < Threads; member++)
            Next(member) = _stretches.From(member);
        Interlocked.Exchange(ref _open, ++_number);
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

    /// <summary>As <see cref="For(int, Action{int, int})"/>, with one scratch object for each thread that takes part.</summary>
    public void For<TScratch>(int count, Func<TScratch> scratch, Action<int, TScratch> body) where TScratch : class
    {
        var own = new TScratch?[Threads];
        For(count, (i, member) => body(i, own[member] ??= scratch()));
    }

    /// <summary>So many things in equal parts of at most <paramref name="largest"/>, as many for each thread.</summary>
    public EqualParts Divide(int count, int largest) => new(count, Threads * (int)Math.Max(1, Math.Ceiling((double)count / largest / Threads)));

    public void Dispose()
    {
        _closed = true;
        _wake.Release(Threads); // the semaphore has no handle to be freed
    }

    private void Help(int member)
    {
        for (long done = 0; !_closed;)
        {
            for (int look = 0; look < Looks && !IsNew(done) && !_closed; look++)
                Thread.SpinWait(3);
            if (!IsNew(done))
            {
                Interlocked.Increment(ref _asleep);
                if (!IsNew(done) && !_closed)
                    _wake.Wait();
                Interlocked.Decrement(ref _asleep);
                continue;
            }
            Interlocked.Increment(ref _inside);
            if (Volatile.Read(ref _open) is > 0 and var number)
            {
                Work(member);
                done = number;
            }
            Interlocked.Decrement(ref _inside);
        }
    }

    private bool IsNew(long done) => Volatile.Read(ref _open) is > 0 and var open && open != done;

    private void Work(int member)
    {
        var body = _body!;
        var stretches = _stretches;
        try
        {
            for (int turn = 0; turn < Threads; turn++)
            {
                int whose = (member + turn) % Threads, end = stretches.From(whose + 1);
                ref int next = ref Next(whose);
                while (Volatile.Read(ref next) < end && Interlocked.Increment(ref next) - 1 is var i && i < end)
                    body(i, member);
            }
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            for (int whose = 0; whose < Threads; whose++)
                Volatile.Write(ref Next(whose), stretches.Count);
        }
    }

    private ref int Next(int member) => ref _next[(member + 1) * Apart];
}
