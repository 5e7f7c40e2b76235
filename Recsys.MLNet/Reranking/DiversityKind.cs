namespace Recsys.MLNet.Reranking;

/// <summary>How lists are made varied.</summary>
public enum DiversityKind : byte
{
    /// <summary>Maximal marginal relevance: no item too like any one above it.</summary>
    Mmr,

    /// <summary>Determinantal point process: no item that all those above it make redundant together.</summary>
    Dpp,
}
