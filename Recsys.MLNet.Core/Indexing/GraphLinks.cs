namespace Recsys.MLNet.Indexing;

/// <summary>Which neighbours a node keeps.</summary>
/// <remarks>
/// <code>keep c, nearest first, while fewer than wanted, if d(c, node) ≤ d(c, s) for every s kept before</code>
/// A candidate nearer to a kept neighbour than to the node is reached through that neighbour: what remains points in all directions.
/// Malkov and Yashunin 2018, algorithm 4 without its two extensions.
/// </remarks>
internal static unsafe class GraphLinks
{
    /// <summary>Picks neighbours from sorted candidates.</summary>
    /// <param name="memory">The graph.</param>
    /// <param name="spaceOf">Makes the space around a row.</param>
    /// <param name="keys">(count) candidates, sorted.</param>
    /// <param name="count">How many.</param>
    /// <param name="wanted">How many to pick at most.</param>
    /// <param name="chosen">(wanted) receives them, nearest first.</param>
    public static int Choose<TSpace, TMaker>(GraphMemory memory, TMaker spaceOf, ulong* keys, int count, int wanted, int* chosen)
        where TSpace : struct, IGraphSpace where TMaker : struct, IGraphSpaceMaker<TSpace>
    {
        float* distances = stackalloc float[4];
        int kept = 0;
        for (int i = 0; i < count && kept < wanted; i++)
        {
            int candidate = NodeKey.Node(keys[i]);
            float mine = NodeKey.Distance(keys[i]);
            var space = spaceOf.Around(memory, candidate);
            bool apart = true;
            for (int s = 0; s < kept && apart; s += 4)
            {
                int few = Math.Min(4, kept - s);
                space.Distances(chosen + s, few, distances);
                for (int j = 0; j < few; j++)
                    apart &= distances[j] >= mine;
            }
            if (apart)
                chosen[kept++] = candidate;
        }
        return kept;
    }

    /// <summary>Replaces a node's links; readers see old and new ones meanwhile.</summary>
    public static void Write(int* links, int room, int* nodes, int count)
    {
        for (int i = 0; i < count; i++)
            Volatile.Write(ref links[i], nodes[i]);
        if (count < room)
            Volatile.Write(ref links[count], -1);
    }

    /// <summary>Makes <paramref name="from"/> a neighbour of <paramref name="node"/>, choosing again among all when there is no room.</summary>
    public static void Connect<TSpace, TMaker>(GraphMemory memory, TMaker spaceOf, GraphScratch scratch, int node, int from, float distance, int level)
        where TSpace : struct, IGraphSpace where TMaker : struct, IGraphSpaceMaker<TSpace>
    {
        int* links = memory.LinksOf(node, level);
        int room = memory.RoomOn(level), count = 0;
        while (count < room && links[count] >= 0)
            count++;
        if (count < room)
        {
            if (count + 1 < room)
                links[count + 1] = -1;
            Volatile.Write(ref links[count], from);
            return;
        }
        ulong* keys = stackalloc ulong[room + 1];
        var space = spaceOf.Around(memory, node);
        space.Distances(links, room, scratch.Distances);
        int sorted = 0;
        for (int i = 0; i < room; i++)
            NodeKey.Insert(keys, ref sorted, room + 1, NodeKey.Of(scratch.Distances[i], links[i]));
        NodeKey.Insert(keys, ref sorted, room + 1, NodeKey.Of(distance, from));
        int* chosen = stackalloc int[room];
        int kept = Choose<TSpace, TMaker>(memory, spaceOf, keys, sorted, room, chosen);
        Write(links, room, chosen, kept);
    }
}
