namespace Recsys.MLNet.Storage;

/// <summary>Where a batch of events ended up in a shared log.</summary>
/// <param name="Last">Number set aside for the last event of the batch; the others come right before it, in the order of the batch.</param>
/// <param name="Known">Places in the batch of events whose id was there before; null when all were stored.</param>
public readonly record struct AppendedEvents(long Last, IReadOnlySet<int>? Known);
