namespace Recsys.MLNet.Indexing;

/// <summary>A graph as its section holds it.</summary>
internal readonly record struct GraphShape(GraphMemory Memory, int Nodes, int Entry, int Top, double Radius2);
