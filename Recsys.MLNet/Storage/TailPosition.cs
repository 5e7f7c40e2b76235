namespace Recsys.MLNet.Storage;

/// <summary>How far a follower has read a log; the default value is before the first event.</summary>
/// <param name="Transaction">Number of the transaction that wrote the last event read.</param>
/// <param name="Sequence">Number of that event.</param>
public readonly record struct TailPosition(ulong Transaction, long Sequence);
