namespace Recsys.MLNet.Data.Audit;

/// <summary>One place of the position–click curve.</summary>
/// <param name="Position">Place in the list, from 0.</param>
/// <param name="Impressions">How often an item was shown there.</param>
/// <param name="Clicks">How often it was then interacted with.</param>
public readonly record struct PositionClicks(int Position, long Impressions, long Clicks);
