using Recsys.MLNet.Data;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Engine;

/// <summary>The log of a process that alone writes to its store: an event is in the state at once and durable a moment later.</summary>
internal sealed class LocalLog(IEventStore store, WorldState world, Action<Event> applied, Action<long> advanced) : IEventLog
{
    private readonly CommitQueue _queue = new(store);
    private readonly Lock _order = new();

    public int Pending => _queue.Pending;

    public Exception? Failure => _queue.Failure;

    public Task<IngestResult> Ingest(IReadOnlyList<Event> events)
    {
        int duplicates = 0;
        long sequence;
        Task? durable = null;
        lock (_order)
        {
            foreach (var e in events)
                if (Take(e, awaited: true) is { } stored)
                    durable = stored;
                else
                    duplicates++;
            sequence = world.Sequence;
        }
        advanced(sequence);
        // A duplicate's first copy may still be on its way to the disk: wait for everything before it.
        return Finish(durable ?? _queue.Flush(), new IngestResult(events.Count, duplicates, sequence));

        static async Task<IngestResult> Finish(Task durable, IngestResult result)
        {
            await durable.ConfigureAwait(false);
            return result;
        }
    }

    public void Post(Event e)
    {
        lock (_order)
            Take(e, awaited: false);
    }

    public Task Flush() => _queue.Flush();

    public ValueTask Reach(string? user, string? session, CancellationToken cancellation) => ValueTask.CompletedTask;

    public int Erase(string user)
    {
        lock (_order)
        {
            _queue.Flush().GetAwaiter().GetResult();
            string[] actors = [user, .. world.SessionsOf(user)];
            world.Erase(user);
            return store.Erase(actors);
        }
    }

    public void Dispose() => _queue.Dispose();

    private Task? Take(Event e, bool awaited)
    {
        if (e.Id is not null && world.HasApplied(e.Id))
            return null;
        long sequence = world.Sequence + 1;
        var durable = _queue.Add(sequence, e, awaited); // first, as it may refuse
        world.Apply(e, sequence);
        applied(e);
        return durable;
    }
}
