using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>A store that several processes write to at once. It numbers events itself, and numbers become visible in their order.</summary>
/// <remarks>
/// Whoever has read up to a number has seen everything up to it: no event with a smaller number can appear later. All processes
/// that apply the log in its order therefore hold the same state, bit for bit, as of the same number.
/// </remarks>
public interface ISharedEventStore : IEventStore
{
    /// <summary>Appends events and numbers them; when it returns they survive a crash, all or none. An event whose id is there already is left out.</summary>
    /// <param name="events">Events with ids, so that a batch of unknown fate can be sent again.</param>
    AppendedEvents Append(IReadOnlyList<Event> events);

    /// <summary>Events and erasures with numbers above one, in order.</summary>
    /// <param name="after">The last number known.</param>
    /// <param name="atMost">How many to return at most.</param>
    IReadOnlyList<LogEntry> Follow(long after, int atMost);

    /// <summary>Number of the last event of any of these users and sessions, 0 when there is none.</summary>
    Task<long> LastOfAsync(IReadOnlyList<string> actors, CancellationToken cancellation);

    /// <summary>Returns when another process may have appended something, or after a time at most.</summary>
    Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellation);

    /// <summary>What the log calls a user or session in an erasure: a hash, as the name itself must not be kept.</summary>
    byte[] KeyOf(string actor);
}
