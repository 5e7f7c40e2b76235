namespace Recsys.MLNet.Engine;

/// <summary>One model of a split, and what came of its lists since this process started.</summary>
/// <param name="Split">Name of the split.</param>
/// <param name="Model">The model.</param>
/// <param name="Share">Its share of the users, 0 to 1.</param>
/// <param name="Lists">Lists it answered.</param>
/// <param name="Answered">Lists that at least one interaction named.</param>
/// <param name="Interactions">Interactions that named its lists, by type.</param>
public sealed record SplitArm(string Split, string Model, double Share, long Lists, long Answered, IReadOnlyDictionary<string, long> Interactions);
