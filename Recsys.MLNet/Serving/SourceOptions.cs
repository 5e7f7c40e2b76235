using System.Text.Json.Nodes;

namespace Recsys.MLNet.Serving;

/// <summary>One candidate source of a recommender.</summary>
/// <param name="Name">A live source (<c>co-visit</c>, <c>trending</c>, <c>popular</c>, <c>new</c>, <c>category</c>, <c>again</c>) or a model in the package, such as <c>item-knn</c>.</param>
/// <param name="Weight">Its weight in the untrained ranker; 0 recalls without a say in the order.</param>
/// <param name="Depth">How many items it names.</param>
public sealed record SourceOptions(string Name, float Weight = 1, int Depth = 200)
{
    /// <summary>The component that this source is, where it is one of your own; null for a live source or a model.</summary>
    public string? Type { get; init; }

    /// <summary>Options of the component.</summary>
    public JsonObject? Options { get; init; }
}
