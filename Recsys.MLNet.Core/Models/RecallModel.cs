namespace Recsys.MLNet.Models;

/// <summary>A fitted model in its role as a source of candidates.</summary>
/// <param name="Name">Its name in features and reports, such as <c>item-knn</c>.</param>
/// <param name="Scorer">The model.</param>
public sealed record RecallModel(string Name, IItemScorer Scorer);
