namespace Recsys.MLNet.Components;

/// <summary>The columns of a request, of which only the user's must be there, and of the ranked list.</summary>
/// <param name="User">Text: id of the user, empty for nobody.</param>
/// <param name="Session">Text: id of the session.</param>
/// <param name="Candidates">Texts: items to put in order; empty lets the recommender find them.</param>
/// <param name="Count">Whole number: how many items; 10 without the column.</param>
/// <param name="At">Whole number or date: the moment of the request; 0 means the newest event known.</param>
/// <param name="Query">Text: search text.</param>
/// <param name="Surface">Text: where the list will be shown.</param>
/// <param name="Items">Added: ids of the items, best first.</param>
/// <param name="Scores">Added: score of each.</param>
/// <param name="Reasons">Added: why each is there.</param>
/// <param name="ModelVersion">Added: version of the package that answered.</param>
public sealed record RecommendColumns(string User = "User", string Session = "Session", string Candidates = "Candidates", string Count = "Count", string At = "At",
    string Query = "Query", string Surface = "Surface", string Items = "Items", string Scores = "Scores", string Reasons = "Reasons", string ModelVersion = "ModelVersion");
