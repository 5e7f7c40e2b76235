using Recsys.MLNet.Data;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>A request for a list.</summary>
public sealed record RecommendationRequest
{
    /// <summary>User id, or null.</summary>
    public string? User { get; init; }

    /// <summary>Session id, used where there is no user, or null for a request of nobody.</summary>
    public string? Session { get; init; }

    /// <summary>Id under which the list is logged; null gives a new one. A list sent again under its id is not counted twice.</summary>
    public string? Id { get; init; }

    /// <summary>How many items. Default 10.</summary>
    public int Count { get; init; } = 10;

    /// <summary>The moment of the request, in milliseconds on the log's clock.</summary>
    public required long At { get; init; }

    /// <summary>The caller's own candidates, to be ranked; null lets the sources find them.</summary>
    public IReadOnlyList<RankedItem>? Candidates { get; init; }

    /// <summary>Items the request is about, such as the one on the product page.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Where the list will be shown, or null.</summary>
    public string? Surface { get; init; }

    /// <summary>Search text, or null.</summary>
    public string? Query { get; init; }

    /// <summary>Circumstances, such as device or locale.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Weights of the ranker's aims, such as click 1 and purchase 3, where it has several. Default empty: the model's own.</summary>
    public IReadOnlyDictionary<string, double> Objectives { get; init; } = RecallContext.NoObjectives;

    /// <summary>How many items of the answer, from the top, say why they are there. Default 10. Each asks the ranker again without each of its sources.</summary>
    public int WithReasons { get; init; } = 10;

    /// <summary>Whether the answer carries each item's features. Default false.</summary>
    public bool WithFeatures { get; init; }
}
