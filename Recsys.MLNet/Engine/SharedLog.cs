using System.Diagnostics;
using Recsys.MLNet.Data;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Engine;

/// <summary>The log of one of several processes on one store: events go to the store first, which orders them, and every process applies them in that order.</summary>
/// <remarks>
/// What arrives while a batch is on its way becomes the next batch. A batch whose fate is unknown, because the connection was lost, is sent again: events carry
/// ids, so it counts once. Besides its own batches a process follows the log of the others, woken by a notification or after <see cref="Poll"/>.
/// </remarks>
internal sealed class SharedLog : IEventLog
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);
    private const int MostInBatch = 5000;
    private const int ReadAtOnce = 4096;

    private readonly ISharedEventStore _store;
    private readonly WorldState _world;
    private readonly Action<Event> _observe;
    private readonly Action<long> _advanced;
    private readonly Lock _gate = new(); // guards the batch that gathers
    private readonly Lock _applying = new(); // one at a time reads the log into the state
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _writer;
    private readonly Task _follower;
    private Batch _next = new();
    private Task _current = Task.CompletedTask;
    private volatile Exception? _failure;
    private long _applied; // number of the last entry applied, erasures included
    private int _pending;
    private bool _closed;

    /// <param name="store">The store.</param>
    /// <param name="world">The state as of some number of it.</param>
    /// <param name="observe">Sees every event that is applied.</param>
    /// <param name="advanced">Is told the number that the state has come to.</param>
    public SharedLog(ISharedEventStore store, WorldState world, Action<Event> observe, Action<long> advanced)
    {
        (_store, _world, _observe, _advanced, _applied) = (store, world, observe, advanced, world.Sequence);
        CatchUp();
        _writer = new Thread(Write) { IsBackground = true, Name = "recsys-log" };
        _writer.Start();
        _follower = Task.Run(Follow);
    }

    public int Pending => Volatile.Read(ref _pending);

    public Exception? Failure => _failure;

    public Task<IngestResult> Ingest(IReadOnlyList<Event> events)
    {
        lock (_gate)
        {
            var (batch, from) = Add(events);
            return Finish(batch, from, events.Count);
        }

        async Task<IngestResult> Finish(Batch batch, int from, int count)
        {
            await batch.Done.Task.ConfigureAwait(false);
            int known = batch.Known?.Count(place => place >= from && place < from + count) ?? 0;
            return new(count, known, _world.Sequence);
        }
    }

    public void Post(Event e)
    {
        lock (_gate)
            Add([e]);
    }

    public Task Flush()
    {
        lock (_gate)
            return _next.Events.Count > 0 ? _next.Done.Task : _current;
    }

    public async ValueTask Reach(string? user, string? session, CancellationToken cancellation)
    {
        string[] actors = (user, session) switch { (null, null) => [], (null, { } s) => [s], ({ } u, null) => [u], ({ } u, { } s) => [u, s] };
        if (actors.Length == 0)
            return;
        try
        {
            if (await _store.LastOfAsync(actors, cancellation).ConfigureAwait(false) > Volatile.Read(ref _applied))
                CatchUp();
        }
        catch (Exception failure) when (failure is IOException or System.Data.Common.DbException)
        {
            // Lists of a moment ago are better than none; events are refused meanwhile.
        }
    }

    public int Erase(string user)
    {
        Flush().GetAwaiter().GetResult();
        CatchUp();
        int erased = _store.Erase([user, .. _world.SessionsOf(user)]);
        CatchUp();
        return erased;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            if (_next.Events.Count == 0)
                _arrived.Release();
        }
        _writer.Join();
        _stop.Cancel();
        _follower.GetAwaiter().GetResult();
        _arrived.Dispose();
        _stop.Dispose();
    }

    private (Batch Batch, int From) Add(IReadOnlyList<Event> events)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var batch = _next;
        int from = batch.Events.Count;
        foreach (var e in events)
            batch.Events.Add(e.Id is null ? e with { Id = Guid.CreateVersion7().ToString("N") } : e);
        Interlocked.Add(ref _pending, events.Count);
        if (from == 0 && events.Count > 0)
            _arrived.Release();
        return (batch, from);
    }

    private void Write()
    {
        while (true)
        {
            _arrived.Wait();
            Batch batch;
            lock (_gate)
            {
                if (_next.Events.Count == 0)
                    return;
                (batch, _next) = (_next, new());
                _current = batch.Done.Task;
            }
            try
            {
                var known = new HashSet<int>();
                for (int from = 0; from < batch.Events.Count; from += MostInBatch)
                {
                    var part = batch.Events.GetRange(from, Math.Min(MostInBatch, batch.Events.Count - from));
                    var appended = AppendSurely(part);
                    foreach (int place in appended.Known ?? new HashSet<int>())
                        known.Add(from + place);
                    Applied(part, appended);
                }
                batch.Known = known;
                _failure = null;
                batch.Done.SetResult();
            }
            catch (Exception failure)
            {
                _failure = failure;
                batch.Done.SetException(new IOException($"The event log cannot be written ({failure.Message.TrimEnd('.')}). Send the events again, with their ids, once it can.", failure));
            }
            finally
            {
                Interlocked.Add(ref _pending, -batch.Events.Count);
            }
            lock (_gate)
                if (_closed && _next.Events.Count == 0)
                    return;
        }
    }

    private AppendedEvents AppendSurely(IReadOnlyList<Event> part)
    {
        long began = Stopwatch.GetTimestamp();
        for (int pause = 50; ; pause = Math.Min(1000, 2 * pause))
        {
            try
            {
                return _store.Append(part);
            }
            catch (Exception failure) when (failure is IOException or System.Data.Common.DbException && Stopwatch.GetElapsedTime(began) < GiveUpAfter && !_closed)
            {
                _failure = failure;
                Thread.Sleep(pause);
            }
        }
    }

    /// <summary>Brings the state behind a batch of ours; where nobody wrote in between, without reading it back.</summary>
    private void Applied(IReadOnlyList<Event> part, AppendedEvents appended)
    {
        long first = appended.Last - part.Count + 1;
        lock (_applying)
        {
            if (_applied == first - 1 && appended.Known is null)
            {
                for (int i = 0; i < part.Count; i++)
                {
                    _world.Apply(part[i], first + i);
                    _observe(part[i]);
                }
                _applied = appended.Last;
                _advanced(_applied);
                return;
            }
        }
        CatchUp();
    }

    private void CatchUp()
    {
        lock (_applying)
        {
            while (true)
            {
                var entries = _store.Follow(_applied, ReadAtOnce);
                foreach (var entry in entries)
                {
                    if (entry.Event is { } e)
                    {
                        _world.Apply(e, entry.Sequence);
                        _observe(e);
                    }
                    else if (entry.Erased is { } keys)
                        Forget(keys);
                    Volatile.Write(ref _applied, entry.Sequence);
                }
                if (entries.Count > 0)
                    _advanced(_applied);
                if (entries.Count < ReadAtOnce)
                    return;
            }
        }
    }

    private void Forget(IReadOnlyList<byte[]> keys)
    {
        var erased = keys.Select(Convert.ToHexString).ToHashSet();
        foreach (string user in _world.UserIds.Where(u => erased.Contains(Convert.ToHexString(_store.KeyOf(u)))).ToList())
            _world.Erase(user);
    }

    private async Task Follow()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _store.WaitForNewsAsync(Poll, _stop.Token).ConfigureAwait(false);
                CatchUp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or System.Data.Common.DbException)
            {
                // The server is away; WaitForNews paces the next look.
            }
        }
    }

    private sealed class Batch
    {
        public Batch() => _ = Done.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default); // a ranking nobody waits for may fail unseen

        public List<Event> Events { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlySet<int>? Known { get; set; }
    }
}
