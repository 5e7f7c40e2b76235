namespace Recsys.MLNet.Serving;

/// <summary>An answer.</summary>
/// <param name="Items">The list, best first.</param>
/// <param name="Model">Name of the model that answered.</param>
/// <param name="Version">Its version.</param>
/// <param name="AsOf">Number of the last event that the answer knows of.</param>
public sealed record RecommendationResponse(IReadOnlyList<RecommendedItem> Items, string Model, string Version, long AsOf)
{
    /// <summary>Id under which the list was logged, or null when it was not.</summary>
    public string? Id { get; init; }
}
