namespace Recsys.MLNet.Serving;

/// <summary>The stages of answering a request, in their order.</summary>
public enum RequestStage
{
    /// <summary>Opening the state and what it says of the user.</summary>
    State,

    /// <summary>Sources name or score candidates.</summary>
    Recall,

    /// <summary>Features of the candidates, where a trained ranker reads them.</summary>
    Features,

    /// <summary>Scoring the candidates.</summary>
    Rank,

    /// <summary>Rules, seen policy, diversity, exploration.</summary>
    Rerank,

    /// <summary>Reasons, and the answer itself.</summary>
    Answer,
}
