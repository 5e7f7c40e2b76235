using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Indexing;

/// <summary>The walks through the graph: straight down the upper levels, and in breadth on one level.</summary>
/// <remarks>
/// <code>
/// descend   go to the nearest neighbour while one is nearer
/// beam      look at the neighbours of the nearest candidate not looked at yet; keep the B nearest; stop when all B were looked at
/// </code>
/// Malkov and Yashunin 2018, "Efficient and robust approximate nearest neighbor search using hierarchical navigable small world graphs",
/// algorithms 2 and 5. Candidates are one sorted array instead of two heaps; the rows of all new neighbours of a node are asked for before
/// the first distance is computed, so that the walk waits for memory once a node instead of once a row.
/// </remarks>
internal static unsafe class GraphWalk
{
    /// <summary>The nearest node found on the way from one level down to above another.</summary>
    public static (int Node, float Distance) Descend<TSpace>(GraphMemory memory, TSpace space, GraphScratch scratch, int entry, int fromLevel, int aboveLevel) where TSpace : struct, IGraphSpace
    {
        int node = entry;
        float nearest;
        space.Distances(&node, 1, &nearest);
        for (int level = fromLevel; level > aboveLevel; level--)
            for (bool moved = true; moved;)
            {
                moved = false;
                int* links = memory.LinksOf(node, level);
                int count = 0;
                for (; count < memory.Connections && links[count] >= 0; count++)
                {
                    scratch.Nodes[count] = links[count];
                    space.Fetch(links[count]);
                }
                space.Distances(scratch.Nodes, count, scratch.Distances);
                for (int i = 0; i < count; i++)
                    if (scratch.Distances[i] < nearest)
                        (node, nearest, moved) = (scratch.Nodes[i], scratch.Distances[i], true);
            }
        return (node, nearest);
    }

    /// <summary>Fills <see cref="GraphScratch.Keys"/> with the nearest nodes of a level, sorted.</summary>
    /// <returns>How many there are, at most <paramref name="breadth"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Beam<TSpace>(GraphMemory memory, TSpace space, GraphScratch scratch, int entry, float entryDistance, int level, int breadth) where TSpace : struct, IGraphSpace
    {
        ulong* keys = scratch.Keys;
        int* nodes = scratch.Nodes;
        float* distances = scratch.Distances;
        byte* visited = scratch.Visited;
        byte mark = scratch.NextMark();
        int room = memory.RoomOn(level), count = 1, at = 0;
        keys[0] = NodeKey.Of(entryDistance, entry);
        visited[entry] = mark;
        while (true)
        {
            while (at < count && (keys[at] & NodeKey.Expanded) != 0)
                at++;
            if (at == count)
                return count;
            int* links = memory.LinksOf(NodeKey.Node(keys[at]), level);
            keys[at++] |= NodeKey.Expanded;
            int found = 0;
            for (int i = 0; i < room; i++)
            {
                int node = links[i];
                if (node < 0)
                    break;
                if (visited[node] == mark)
                    continue;
                visited[node] = mark;
                nodes[found++] = node;
                space.Fetch(node);
            }
            if (level == 0 && at < count && Sse.IsSupported)
            {
                int* next = memory.Links + (nint)NodeKey.Node(keys[at]) * room; // probably looked at next
                for (int line = 0; line < room; line += 16)
                    Sse.Prefetch0(next + line);
            }
            space.Distances(nodes, found, distances);
            for (int i = 0; i < found; i++)
            {
                ulong key = NodeKey.Of(distances[i], nodes[i]);
                if (count == breadth && key >= keys[count - 1])
                    continue;
                at = Math.Min(at, NodeKey.Insert(keys, ref count, breadth, key));
            }
        }
    }

    /// <summary>As <see cref="Beam"/> on the lowest level, keeping only nodes whose item is there and allowed; other nodes lead the way.</summary>
    /// <returns>How many were kept, or −1 when more than <paramref name="limit"/> nodes were met without finding enough: then looking at the allowed ones is cheaper.</returns>
    public static int BeamAllowed<TSpace>(GraphMemory memory, TSpace space, GraphScratch scratch, int entry, float entryDistance, int breadth, Predicate<int>? allow, int limit) where TSpace : struct, IGraphSpace
    {
        ulong* keys = scratch.Keys;
        byte mark = scratch.NextMark();
        int count = 0, waiting = 0, met = 1;
        scratch.Visited[entry] = mark;
        scratch.Push(ref waiting, NodeKey.Of(entryDistance, entry));
        if (IsAllowed(memory, entry, allow))
            NodeKey.Insert(keys, ref count, breadth, NodeKey.Of(entryDistance, entry));
        while (waiting > 0)
        {
            ulong nearest = scratch.Pop(ref waiting);
            if (count == breadth && nearest > keys[count - 1])
                break;
            int* links = memory.LinksOf(NodeKey.Node(nearest), 0);
            int found = 0;
            for (int i = 0; i < memory.LinkRoom && links[i] >= 0; i++)
            {
                int node = links[i];
                if (scratch.Visited[node] == mark)
                    continue;
                scratch.Visited[node] = mark;
                scratch.Nodes[found++] = node;
                space.Fetch(node);
            }
            space.Distances(scratch.Nodes, found, scratch.Distances);
            for (int i = 0; i < found; i++)
            {
                ulong key = NodeKey.Of(scratch.Distances[i], scratch.Nodes[i]);
                if (count == breadth && key >= keys[count - 1])
                    continue;
                scratch.Push(ref waiting, key);
                if (IsAllowed(memory, scratch.Nodes[i], allow))
                    NodeKey.Insert(keys, ref count, breadth, key);
            }
            met += found;
            if (met > limit && count < breadth)
                return -1;
        }
        return count;
    }

    private static bool IsAllowed(GraphMemory memory, int node, Predicate<int>? allow) => memory.Labels[node] is >= 0 and var item && (allow is null || allow(item));
}
