using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>Group commit: events that arrive while one batch is being written become the next batch, in one transaction.</summary>
/// <remarks>Events that nobody waits for stay for <see cref="Linger"/> or until somebody waits: a transaction for every list costs more processor time than the list.</remarks>
internal sealed class CommitQueue : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);
    private readonly IEventStore _store;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly ManualResetEventSlim _awaited = new(initialState: false, spinCount: 0);
    private readonly Thread _writer;
    private List<StoredEvent> _next = [];
    private TaskCompletionSource _nextDone = NewDone();
    private volatile Exception? _failure;
    private int _pending;
    private bool _closed;

    public CommitQueue(IEventStore store)
    {
        _store = store;
        _writer = new Thread(Write) { IsBackground = true, Name = "recsys-log" };
        _writer.Start();
    }

    /// <summary>Events accepted and not yet durable.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>What stopped the writing, or null. Nothing is accepted after it.</summary>
    public Exception? Failure => _failure;

    /// <summary>Accepts an event; the task ends when it is durable. Events are stored in the order of the calls.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="e">The event.</param>
    /// <param name="awaited">Whether somebody waits for the task; else the event may stay in memory a few milliseconds longer.</param>
    public Task Add(long sequence, Event e, bool awaited = true)
    {
        lock (_gate)
        {
            if (_failure is { } failure)
                throw new IOException($"The event log cannot be written ({failure.Message}). Free space or repair the store, then restart.", failure);
            ObjectDisposedException.ThrowIf(_closed, this);
            _next.Add(new(sequence, e));
            Interlocked.Increment(ref _pending);
            if (awaited)
                _awaited.Set();
            if (_next.Count == 1)
                _arrived.Release();
            return _nextDone.Task;
        }
    }

    /// <summary>A task that ends when everything accepted so far is durable.</summary>
    public Task Flush()
    {
        lock (_gate)
        {
            if (_next.Count == 0)
                return _current;
            _awaited.Set();
            return _nextDone.Task;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _awaited.Set();
            if (_next.Count == 0)
                _arrived.Release();
        }
        _writer.Join();
        _arrived.Dispose();
        _awaited.Dispose();
    }

    private Task _current = Task.CompletedTask;

    private void Write()
    {
        while (true)
        {
            _arrived.Wait();
            _awaited.Wait(Linger);
            List<StoredEvent> batch;
            TaskCompletionSource done;
            lock (_gate)
            {
                if (_next.Count == 0)
                    return;
                (batch, done) = (_next, _nextDone);
                (_next, _nextDone) = ([], NewDone());
                _current = done.Task;
                if (!_closed)
                    _awaited.Reset();
            }
            try
            {
                _store.Append(batch);
                Interlocked.Add(ref _pending, -batch.Count);
                done.SetResult();
            }
            catch (Exception failure)
            {
                lock (_gate)
                {
                    _failure = failure;
                    _nextDone.TrySetException(new IOException($"The event log cannot be written ({failure.Message}).", failure));
                }
                done.SetException(new IOException($"The event log cannot be written ({failure.Message}).", failure));
                return;
            }
            lock (_gate)
                if (_closed && _next.Count == 0)
                    return;
        }
    }

    private static TaskCompletionSource NewDone()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = done.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default); // a ranking nobody waits for may fail unseen
        return done;
    }
}
