namespace Recsys.MLNet.Engine;

/// <summary>What became of events.</summary>
/// <param name="Accepted">Events that are durable now, those known before included.</param>
/// <param name="Duplicates">Those of them whose id was known.</param>
/// <param name="Sequence">Number of the last event that state reflects.</param>
public readonly record struct IngestResult(int Accepted, int Duplicates, long Sequence);
