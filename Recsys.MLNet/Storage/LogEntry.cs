using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>One entry of a shared log: an event, or the erasure of users.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Event">The event, or null for an erasure.</param>
/// <param name="Erased">Keys of the users and sessions that were erased, or null for an event.</param>
public readonly record struct LogEntry(long Sequence, Event? Event, IReadOnlyList<byte[]>? Erased);
