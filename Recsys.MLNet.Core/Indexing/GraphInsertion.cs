using System.Runtime.CompilerServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Puts one node, whose row and level are there already, among the others.</summary>
/// <remarks>Malkov and Yashunin 2018, algorithm 1. Nodes whose item was taken out lead the way but are no new node's neighbours.</remarks>
internal unsafe struct GraphInsertion : ISimdWork
{
    public GraphMemory Memory;
    public GraphScratch Scratch;
    public int Node, Entry, Top, Breadth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
    {
        var maker = default(FloatSpaceMaker<TSimd, V>);
        var space = maker.Around(Memory, Node);
        int level = Memory.Levels[Node];
        var (entry, distance) = GraphWalk.Descend(Memory, space, Scratch, Entry, Top, level);
        int* chosen = stackalloc int[Memory.Connections];
        float* distances = stackalloc float[Memory.Connections];
        for (int on = Math.Min(level, Top); on >= 0; on--)
        {
            int count = GraphWalk.Beam(Memory, space, Scratch, entry, distance, on, Breadth);
            (entry, distance) = (NodeKey.Node(Scratch.Keys[0]), NodeKey.Distance(Scratch.Keys[0]));
            int living = Living(count);
            int kept = GraphLinks.Choose<FloatSpace<TSimd, V>, FloatSpaceMaker<TSimd, V>>(Memory, maker, Scratch.Keys, living, Memory.Connections, chosen);
            GraphLinks.Write(Memory.LinksOf(Node, on), Memory.RoomOn(on), chosen, kept);
            space.Distances(chosen, kept, distances);
            for (int i = 0; i < kept; i++)
                GraphLinks.Connect<FloatSpace<TSimd, V>, FloatSpaceMaker<TSimd, V>>(Memory, maker, Scratch, chosen[i], Node, distances[i], on);
        }
    }

    // Candidates whose item is there, in front; all of them when none is.
    private readonly int Living(int count)
    {
        int living = 0;
        for (int i = 0; i < count; i++)
            if (Memory.Labels[NodeKey.Node(Scratch.Keys[i])] >= 0)
                Scratch.Keys[living++] = Scratch.Keys[i];
        return living == 0 ? count : living;
    }
}
