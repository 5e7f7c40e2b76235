namespace Recsys.MLNet.Indexing;

/// <summary>Makes spaces around nodes of a graph.</summary>
internal unsafe interface IGraphSpaceMaker<TSpace> where TSpace : struct, IGraphSpace
{
    /// <summary>Distances from a node.</summary>
    TSpace Around(GraphMemory memory, int node);

    /// <summary>Distances from a row outside the graph.</summary>
    TSpace Around(GraphMemory memory, float* row);
}
