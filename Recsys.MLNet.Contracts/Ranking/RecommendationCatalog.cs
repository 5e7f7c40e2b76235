namespace Microsoft.ML;

/// <summary>Recommendation: where collaborative trainers are found.</summary>
public sealed class RecommendationCatalog : TrainCatalogBase
{
    internal RecommendationCatalog() { }

    public RecommendationTrainers Trainers { get; } = new();

    /// <summary>Collaborative trainers, added by extension methods.</summary>
    public sealed class RecommendationTrainers : CatalogInstantiatorBase
    {
        internal RecommendationTrainers() { }
    }
}
