namespace Recsys.MLNet.Engine;

/// <summary>An event that was just applied, without whose it is.</summary>
/// <param name="Timestamp">Its time.</param>
/// <param name="Kind">Its kind, such as <c>interaction</c>.</param>
/// <param name="Type">Type of an interaction, or null.</param>
/// <param name="Item">Its item, or null.</param>
/// <param name="Items">How many items a ranking has.</param>
/// <param name="Model">The model that made a ranking, or null.</param>
public readonly record struct RecentEvent(long Timestamp, string Kind, string? Type, string? Item, int Items, string? Model);
