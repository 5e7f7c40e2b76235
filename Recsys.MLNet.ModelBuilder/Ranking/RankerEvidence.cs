namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What the final ranker learns from.</summary>
public enum RankerEvidence
{
    /// <summary>Candidates: in the simulated shop they order recalled items best, with or without impressions in the log.</summary>
    Auto,

    /// <summary>Pages that were shown: what was taken against what was looked at and left.</summary>
    Pages,

    /// <summary>Requests answered anew by the sources that serve: what was taken against other candidates.</summary>
    Candidates,

    /// <summary>Both kinds of rows.</summary>
    Both,
}
