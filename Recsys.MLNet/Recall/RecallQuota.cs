namespace Recsys.MLNet.Recall;

/// <summary>How many items of each source's list a kind of request takes.</summary>
/// <param name="Surface">The surface it holds for; null for every surface without a quota of its own.</param>
/// <param name="Warm">Whether it holds for users with a history, or for those without.</param>
/// <param name="Depths">Items by source, at most its whole list; 0 does not ask the source. One that is not named keeps its list.</param>
public sealed record RecallQuota(string? Surface, bool Warm, IReadOnlyDictionary<string, int> Depths);
