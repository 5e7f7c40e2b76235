using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>Group commit: events that arrive while one batch is being written become the next batch, in one transaction.</summary>
internal sealed class CommitQueue : IDisposable
{
    private readonly IEventStore _store;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
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
    public Task Add(long sequence, Event e)
    {
        lock (_gate)
        {
            if (_failure is { } failure)
                throw new IOException($"The event log cannot be written ({failure.Message}). Free space or repair the store, then restart.", failure);
            ObjectDisposedException.ThrowIf(_closed, this);
            _next.Add(new(sequence, e));
            Interlocked.Increment(ref _pending);
            if (_next.Count == 1)
                _arrived.Release();
            return _nextDone.Task;
        }
    }

    /// <summary>A task that ends when everything accepted so far is durable.</summary>
    public Task Flush()
    {
        lock (_gate)
            return _next.Count > 0 ? _nextDone.Task : _current;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            if (_next.Count == 0)
                _arrived.Release();
        }
        _writer.Join();
        _arrived.Dispose();
    }

    private Task _current = Task.CompletedTask;

    private void Write()
    {
        while (true)
        {
            _arrived.Wait();
            List<StoredEvent> batch;
            TaskCompletionSource done;
            lock (_gate)
            {
                if (_next.Count == 0)
                    return;
                (batch, done) = (_next, _nextDone);
                (_next, _nextDone) = ([], NewDone());
                _current = done.Task;
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
