namespace Recsys.MLNet.Packaging;

/// <summary>How far in the log a sub-model has looked: rows at or after it must not be scored for training with it.</summary>
/// <param name="Events">Events of the log it was fitted on, from the first.</param>
/// <param name="Time">Time of the newest of them in milliseconds, on the log's clock.</param>
public sealed record PackageCutoff(long Events, long Time);
