namespace Recsys.MLNet;

/// <summary>One request as a flat row, for <c>PredictionEngine</c> and <c>PredictionEnginePool</c>; rows of your own need the columns they use.</summary>
public sealed class RecommendationRow
{
    /// <summary>Id of the user; empty for nobody.</summary>
    public string User { get; set; } = "";

    /// <summary>Id of the session, used where there is no user.</summary>
    public string Session { get; set; } = "";

    /// <summary>Items to put in order; empty lets the recommender find them.</summary>
    public string[] Candidates { get; set; } = [];

    /// <summary>How many items to return.</summary>
    public int Count { get; set; } = 10;

    /// <summary>The moment of the request in milliseconds on the log's clock; 0 means the newest event known.</summary>
    public long At { get; set; }

    /// <summary>Search text.</summary>
    public string Query { get; set; } = "";

    /// <summary>Where the list will be shown.</summary>
    public string Surface { get; set; } = "";
}
