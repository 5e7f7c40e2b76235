namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>Parts of a recommender that an ablation leaves out, by the models that make them up.</summary>
internal static class PipelineParts
{
    /// <summary>Each part and its models.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Models)> All { get; } =
    [
        ("text", ["tf-idf", "tags", "text", "text-encoder", "encoded-text"]),
        ("behaviour", ["sequence"]),
        ("factors", ["als", "bpr", "warp", "hybrid-mf"]),
        ("knn", ["item-knn", "item-cosine", "item-jaccard", "user-knn"]),
    ];

    /// <summary>Name of the row without a part.</summary>
    public static string Row(string whole, string part) => $"{whole} without {part}";
}
