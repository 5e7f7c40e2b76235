namespace Microsoft.ML;

/// <summary>Opens the recommendation catalog.</summary>
public static class RecommenderCatalog
{
    public static RecommendationCatalog Recommendation(this MLContext ctx) => new();
}
