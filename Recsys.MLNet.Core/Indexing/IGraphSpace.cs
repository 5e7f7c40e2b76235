namespace Recsys.MLNet.Indexing;

/// <summary>Distances from one query to the nodes of a graph. Implementations are structs, so that a search is compiled for each.</summary>
internal unsafe interface IGraphSpace
{
    /// <summary>Asks for a node's memory before it is needed.</summary>
    void Fetch(int node);

    /// <summary>Squared distance of each node, up to a factor common to all.</summary>
    void Distances(int* nodes, int count, float* into);
}
