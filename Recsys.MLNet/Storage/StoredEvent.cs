using Recsys.MLNet.Data;

namespace Recsys.MLNet.Storage;

/// <summary>An event with its number in the log.</summary>
/// <param name="Sequence">Its number; numbers rise, and gaps are where events were erased.</param>
/// <param name="Event">The event.</param>
public readonly record struct StoredEvent(long Sequence, Event Event);
