namespace Recsys.MLNet.Indexing;

/// <summary>How an index finds the best vectors.</summary>
public enum VectorIndexKind : byte
{
    /// <summary>Exact while a pass over all vectors is cheap, a graph beyond; see <see cref="VectorIndexOptions.ExactUpTo"/>.</summary>
    Auto,

    /// <summary>One pass over all vectors.</summary>
    Exact,

    /// <summary>A walk through a graph of near neighbours (HNSW): a small part of the vectors is looked at.</summary>
    Graph,
}
