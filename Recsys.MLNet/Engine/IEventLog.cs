using Recsys.MLNet.Data;

namespace Recsys.MLNet.Engine;

/// <summary>How events get into the state and onto the disk, in one order.</summary>
internal interface IEventLog : IDisposable
{
    /// <summary>Takes events in; the task ends when they are durable and in the state.</summary>
    Task<IngestResult> Ingest(IReadOnlyList<Event> events);

    /// <summary>Takes in an event that nobody waits for.</summary>
    void Post(Event e);

    /// <summary>A task that ends when everything taken in so far is durable and in the state.</summary>
    Task Flush();

    /// <summary>Brings the state as far as these users are known to have come, in whichever process.</summary>
    ValueTask Reach(string? user, string? session, CancellationToken cancellation);

    /// <summary>Deletes users from log, snapshots and state.</summary>
    /// <returns>How many events were deleted.</returns>
    int Erase(string user);

    /// <summary>Events taken in and not yet durable.</summary>
    int Pending { get; }

    /// <summary>Why events cannot be taken in at present, or null.</summary>
    Exception? Failure { get; }
}
