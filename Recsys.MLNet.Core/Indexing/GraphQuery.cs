using System.Runtime.CompilerServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Answers one search: fills the scratch's keys with the nearest allowed nodes.</summary>
internal unsafe struct GraphQuery : ISimdWork
{
    private const int PartWorthWalking = 8;

    public GraphMemory Memory;
    public GraphScratch Scratch;
    public Predicate<int>? Allow;
    public int Entry, Top, Nodes, Breadth, Found;
    public bool AnyDead;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
    {
        if (Memory.Codes is { } codes)
        {
            codes.Encode(Scratch.Query, Scratch.Code);
            Walk(new CodeSpace(codes.Codes, codes.Width, Scratch.Code, codes.Step * codes.Step, codes.Rest));
            GC.KeepAlive(codes);
        }
        else
        {
            Walk(new FloatSpace<TSimd, V>(Memory.Rows, Memory.Width, Scratch.Query));
        }
    }

    private void Walk<TSpace>(TSpace space) where TSpace : struct, IGraphSpace
    {
        var (entry, distance) = GraphWalk.Descend(Memory, space, Scratch, Entry, Top, 0);
        if (Allow is null && !AnyDead)
        {
            Found = GraphWalk.Beam(Memory, space, Scratch, entry, distance, 0, Breadth);
            return;
        }
        Found = GraphWalk.BeamAllowed(Memory, space, Scratch, entry, distance, Breadth, Allow, Math.Max(4 * Breadth, Nodes / PartWorthWalking));
        if (Found < 0)
            Found = All(space);
    }

    // So few are allowed that looking at each of them is cheaper than finding the way to them.
    private readonly int All<TSpace>(TSpace space) where TSpace : struct, IGraphSpace
    {
        int count = 0, waiting = 0;
        for (int node = 0; node < Nodes; node++)
        {
            if (Memory.Labels[node] is >= 0 and var item && (Allow is null || Allow(item)))
                Scratch.Nodes[waiting++] = node;
            if (waiting < 32 && node < Nodes - 1)
                continue;
            space.Distances(Scratch.Nodes, waiting, Scratch.Distances);
            for (int i = 0; i < waiting; i++)
            {
                ulong key = NodeKey.Of(Scratch.Distances[i], Scratch.Nodes[i]);
                if (count < Breadth || key < Scratch.Keys[count - 1])
                    NodeKey.Insert(Scratch.Keys, ref count, Breadth, key);
            }
            waiting = 0;
        }
        return count;
    }
}
